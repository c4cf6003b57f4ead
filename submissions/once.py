"""Doing a thing once, however often it is asked for under one ``Idempotency-Key``; and keeping that it was done.

The row with the key is written first, in the transaction that does the work: the database's own unique constraint lets
one of any number of simultaneous requests through, and the others wait for its end and get its answer. What is refused
leaves nothing, so that it may be mended and sent again under the same key.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from progress import history
from progress.models import Through
from stakeholders.errors import Refused
from submissions.models import AccessToken, ApiAct

KEPT = datetime.timedelta(days=30)


class KeyUsed(Refused):
    """The key stands for another request."""

    message = _("This Idempotency-Key was used for another request. Give each new request a key of its own.")


@dataclass(frozen=True)
class Answer:
    """What a request is answered with: plain JSON, and the report that it is about."""

    status: int
    body: dict[str, Any] | None
    report: int | None = None
    is_repeated: bool = False


def digest_of(*parts: Any) -> str:
    """The same for two requests exactly when they ask for the same."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


@transaction.atomic
def once(*, token: AccessToken, key: str, what: str, digest: str, act: Callable[[], Answer]) -> Answer:
    """Do ``act`` and keep its answer under ``key``; for a key that is known, give the answer that is kept.

    An empty key is none: then it is done each time. Raises ``KeyUsed``, and whatever ``act`` raises.
    """
    row = ApiAct(token=token, key=key, request_digest=digest, by=token.acts_for, what=what)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        earlier = ApiAct.objects.get(token=token, key=key)
        if earlier.request_digest != digest:
            raise KeyUsed from None
        return Answer(earlier.status, earlier.answer, earlier.report, is_repeated=True)
    with history.through(Through.TOKEN, name=token.name):
        answer = act()
    row.status, row.report, row.answer = answer.status, answer.report, answer.body if key else None
    row.save(update_fields=["status", "report", "answer"])
    return answer


def forget_answers(*, on: datetime.datetime | None = None) -> int:
    """Drop keys and answers that are older than ``KEPT``; gives how many. That something was done stays on record."""
    old = ApiAct.objects.exclude(key="").filter(at__lt=(on or timezone.now()) - KEPT)
    return old.update(key="", answer=None)
