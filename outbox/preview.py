"""What a message would say if it were sent now, for the administrators' page. Nothing is kept of it.

What was sent is kept nowhere: a text at rest would hold people's data, and the secrets of its links, for longer than
anybody needs them (docs/decisions/outbox-admin-page.md).
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass

from django.db import transaction
from django.utils import translation

from outbox import kinds
from outbox.models import Message
from outbox.states import State

logger = logging.getLogger(__name__)

TO_COME = frozenset({State.PENDING, State.CLAIMED, State.HELD})
# A part of an address that is long and random opens something: it is its reader's alone.
_SECRET = re.compile(r"(?<=/)[\w:.~-]{20,}(?=/|\.ics\b|\s|$)")


@dataclass(frozen=True)
class Preview:
    """``subject`` and ``text`` as of now; none when the mail is not owed any more, or when ``problem`` says why not."""

    subject: str = ""
    text: str = ""
    problem: str = ""

    @property
    def is_owed(self) -> bool:
        return bool(self.text)


def of(message: Message) -> Preview | None:
    """The text of a message that is still to go; None for one that is settled or being handed over.

    Side effects: none. Writing a mail may change rows (a digest takes its day, links are made); all is rolled back.
    """
    if message.state not in TO_COME:
        return None
    try:
        with transaction.atomic(), translation.override(message.language):
            content = kinds.get(message.kind).render(message)
            transaction.set_rollback(True)
    except Exception as error:  # a renderer is another app's code: the page tells of it instead of failing
        logger.exception("Message %s of kind %s could not be written for the preview.", message.pk, message.kind)
        return Preview(problem=repr(error))
    return Preview(content.subject, without_secrets(content.text)) if content else Preview()


def without_secrets(text: str) -> str:
    """The text with "…" in place of what its addresses open by."""
    return re.sub(r"https?://\S+", lambda found: _SECRET.sub("…", found[0]), text)
