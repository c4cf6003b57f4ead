"""Daily totals of answers (all that is kept of an anonymous refusal), and the day that something is counted on."""

from __future__ import annotations

import datetime as dt

from django.db.models import F
from django.utils import timezone

from .categories import OPTIONAL
from .models import DailyCount, NoticeVersion


def counted_day(at: dt.datetime | None = None) -> dt.date:
    """The day, of UTC, on which what happens at the moment ``at`` (now by default) is counted.

    Neither the site's time zone nor a reader's moves it.
    """
    return (at or timezone.now()).astimezone(dt.UTC).date()


def count_answer(
    *, notice: NoticeVersion, language: str, granted: frozenset[str], had: frozenset[str], at: dt.datetime
) -> None:
    """Add one answer to its day's row. ``had``: what stood before; saying no to all of that is a withdrawal."""
    row, _created = DailyCount.objects.get_or_create(day=counted_day(at), notice=notice, language=language)
    changes: dict[str, object] = {"answers": F("answers") + 1}
    changes |= {key: F(key) + 1 for key in OPTIONAL if key in granted}
    if not granted:
        changes["refused_all"] = F("refused_all") + 1
        if had:
            changes["withdrawals"] = F("withdrawals") + 1
    DailyCount.objects.filter(pk=row.pk).update(**changes)
