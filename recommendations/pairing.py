"""A curator's answers to the pairs that the crosswalk assistant proposes: linked, or refused and remembered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from . import changes
from .catalogue import ChangedMeanwhileError, authorise, lock_editions, say_why
from .changes import Stamp
from .models import Crosswalk, Recommendation, RefusedLink

REFUSE = "refuse"


@dataclass(frozen=True)
class Answer:
    """What a curator says of one pair: a kind of link, or ``REFUSE``; and the versions of the texts that were shown."""

    earlier: Recommendation
    later: Recommendation
    said: str
    seen: str


def versions_of(keys: Iterable[int]) -> dict[int, int]:
    """The versions of recommendations by their keys, as ``catalogue.version_of`` counts them. One query."""
    rows = Recommendation.history.filter(id__in=list(keys)).order_by()
    return defaultdict(int, rows.values_list("id").annotate(newest=Max("history_id")))


@transaction.atomic
def answer(*, answers: Iterable[Answer], reason: str, by: Any) -> tuple[int, int]:
    """Write all of the answers or none; return how many pairs were linked, and how many refused.

    Raises ChangedMeanwhileError when a text is no longer the one that was shown, ValidationError (a public edition
    without a reason; a pair that somebody linked meanwhile), PermissionDenied.
    """
    authorise(by)
    answers = list(answers)
    lock_editions(*{end.edition_id for one in answers for end in (one.earlier, one.later)})
    stamp = Stamp(by=by, at=timezone.now(), reason=reason.strip())
    versions = versions_of({end.pk for one in answers for end in (one.earlier, one.later)})
    for one in answers:
        if one.seen != f"{versions[one.earlier.pk]}-{versions[one.later.pk]}":
            raise ChangedMeanwhileError(one.earlier)
        _write(one, stamp)
    refused = sum(one.said == REFUSE for one in answers)
    return len(answers) - refused, refused


def _write(one: Answer, stamp: Stamp) -> None:
    row: Crosswalk | RefusedLink
    if one.said == REFUSE:
        if Crosswalk.objects.filter(earlier=one.earlier, later=one.later).exists():
            raise ValidationError(_taken(one))
        row = RefusedLink(earlier=one.earlier, later=one.later, refused_by=stamp.by, refused_at=stamp.at)
    else:
        say_why(stamp.reason, one.later.edition)
        row = Crosswalk(earlier=one.earlier, later=one.later, kind=one.said)
    try:
        row.full_clean()
    except ValidationError:
        raise ValidationError(_taken(one)) from None
    changes.save(row, stamp)


def _taken(one: Answer) -> str:
    return _("%(earlier)s and %(later)s were decided on by someone else meanwhile. Open the page again.") % {
        "earlier": one.earlier.reference,
        "later": one.later.reference,
    }


@transaction.atomic
def propose_again(*, refused: RefusedLink, by: Any) -> None:
    """Forget that a pair was refused. Doing so twice is harmless."""
    authorise(by)
    row = RefusedLink.objects.select_for_update().filter(pk=refused.pk).first()
    if row is not None:
        changes.delete(row, Stamp(by=by, at=timezone.now(), reason=""))
