"""The rounds of a regular commitment: when each begins and ends, and by when its report is due.

Nothing here is stored or asked of the database: rounds follow from the rhythm that the commitment states
(docs/decisions/progress-rounds.md). Whether one was kept is known by ``progress.rounds``.
"""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, pairwise
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from accounts.days import site_day
from names.dates import date_in_words
from stakeholders.models import Commitment, Repeats

MONTHS = {Repeats.MONTHLY: 1, Repeats.QUARTERLY: 3, Repeats.HALF_YEARLY: 6, Repeats.YEARLY: 12}
ONE_DAY = datetime.timedelta(days=1)


class Rhythm(NamedTuple):
    """Rounds of ``months`` from ``starts_on``, each report due ``days`` after its end; none from ``until`` on."""

    starts_on: datetime.date
    months: int
    days: int
    until: datetime.date | None = None

    def as_json(self) -> dict[str, Any]:
        """Plain values, as ``Commitment.earlier_rhythms`` keeps them."""
        until = self.until.isoformat() if self.until else None
        return {"starts_on": self.starts_on.isoformat(), "months": self.months, "days": self.days, "until": until}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Rhythm:
        """The same again."""
        until = datetime.date.fromisoformat(stored["until"]) if stored["until"] else None
        return cls(datetime.date.fromisoformat(stored["starts_on"]), stored["months"], stored["days"], until)


@dataclass(frozen=True)
class Round:
    """One round, and the report that is asked for it."""

    starts_on: datetime.date
    ends_on: datetime.date
    due_on: datetime.date
    next_due_on: datetime.date  # of the round after it, also where that is not asked any more

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Its days, in the reader's language."""
        return _("%(first)s to %(last)s") % {
            "first": date_in_words(self.starts_on),
            "last": date_in_words(self.ends_on),
        }

    @property
    def asked_key(self) -> datetime.date:
        """By what a report says that it answers this round."""
        return self.ends_on

    def is_asked(self, *, on: datetime.date) -> bool:
        """Is its report asked for: is it over, and the next one not yet overdue?

        After that it was missed. It can be made up, but nobody is reminded of two missed rounds at a time.
        """
        return self.ends_on < on <= self.next_due_on


def months_later(day: datetime.date, months: int) -> datetime.date:
    """The same day of the month ``months`` later, or that month's last day if it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def months_of(repeats: str, own: int | None) -> int:
    """How many months a round has; 0 where nothing repeats."""
    return own or 0 if repeats == Repeats.OWN else MONTHS.get(Repeats(repeats), 0)


def rhythm_of(commitment: Commitment) -> Rhythm | None:
    """The rhythm that it states now; None where it is not regular."""
    months = months_of(commitment.repeats, commitment.repeat_months)
    first = commitment.first_round_on
    return Rhythm(first, months, commitment.round_days) if first and months else None


def rhythms_of(commitment: Commitment) -> list[Rhythm]:
    """All its rhythms, the first one first."""
    now = rhythm_of(commitment)
    return [*map(Rhythm.from_json, commitment.earlier_rhythms), *([now] if now else [])]


def ended_by(commitment: Commitment, *, on: datetime.date) -> list[Rhythm]:
    """Its rhythms as they are left when another begins on ``on``: each stops there, and what comes later is gone."""
    return [
        rhythm._replace(until=min(rhythm.until or on, on)) for rhythm in rhythms_of(commitment) if rhythm.starts_on < on
    ]


def rounds_of(commitment: Commitment, *, begun_by: datetime.date) -> list[Round]:
    """The rounds that have begun by ``begun_by`` and count, the first one first.

    A round that a new rhythm or the commitment's due date cuts short does not count, nor does one whose report was due
    before the commitment was published: nobody is late with what nobody could have asked for.
    """
    published_at = commitment.published_at
    if published_at is None:
        return []
    known_from, last = site_day(published_at), commitment.due_on
    return [
        one
        for rhythm in rhythms_of(commitment)
        for one in _of_rhythm(rhythm, begun_by=begun_by)
        if known_from < one.due_on and (last is None or one.ends_on <= last)
    ]


def ending_on(commitment: Commitment, day: datetime.date) -> Round | None:
    """The round whose last day is ``day``, if there is one that counts."""
    return next((one for one in rounds_of(commitment, begun_by=day) if one.ends_on == day), None)


def _of_rhythm(rhythm: Rhythm, *, begun_by: datetime.date) -> Iterator[Round]:
    days = datetime.timedelta(days=rhythm.days)
    # Counted from the first day each time: the 31st stays the 31st after a February.
    starts = (months_later(rhythm.starts_on, place * rhythm.months) for place in count())
    following = pairwise(pairwise(starts))
    for (start, after), (_after, beyond) in following:
        ends_on = after - ONE_DAY
        if start > begun_by or (rhythm.until and ends_on >= rhythm.until):
            return
        yield Round(start, ends_on, ends_on + days, beyond - ONE_DAY + days)
