"""What becomes of each commitment of a sample, and how many reports it gets: exact totals, whatever the size."""

from __future__ import annotations

import datetime
import random
from dataclasses import dataclass

from demo.sample.sizes import Size
from stakeholders.models import CommitmentState, Visibility

DRAFT, PROPOSED = CommitmentState.DRAFT, CommitmentState.PROPOSED
PUBLISHED, ARCHIVED = CommitmentState.PUBLISHED, CommitmentState.ARCHIVED


@dataclass(frozen=True)
class Slot:
    """State, visibility and share of the reports of every fortieth commitment."""

    state: str
    visibility: str
    share: int


SLOTS = (
    Slot(DRAFT, Visibility.PUBLIC, 0),
    Slot(PROPOSED, Visibility.PUBLIC, 0),
    Slot(PUBLISHED, Visibility.PUBLIC, 0),
    Slot(PUBLISHED, Visibility.PUBLIC, 0),
    Slot(ARCHIVED, Visibility.PUBLIC, 8),
    Slot(PUBLISHED, Visibility.PRIVATE, 9),
    *(Slot(PUBLISHED, Visibility.AGGREGATE, share) for share in (6, 8, 9, 11)),
    *(Slot(PUBLISHED, Visibility.PUBLIC, 1 + number * 2 // 3) for number in range(30)),
)
SHARES_BEFORE = [sum(slot.share for slot in SLOTS[:place]) for place in range(len(SLOTS) + 1)]

# How far a commitment gets, and how likely: (status of its last report, weight).
ENDINGS = (("completed", 24), ("in_progress", 58), ("not_started", 7), ("withdrawn", 7), ("superseded", 4))
HEALTHS = (("on_track", 60), ("at_risk", 22), ("off_track", 10), ("blocked", 8))


def slot(number: int) -> Slot:
    """The slot of the commitment with this number, from 0."""
    return SLOTS[number % len(SLOTS)]


def _shares_before(number: int) -> int:
    rounds, place = divmod(number, len(SLOTS))
    return rounds * SHARES_BEFORE[-1] + SHARES_BEFORE[place]


def reports_of(number: int, size: Size) -> int:
    """How many reports the commitment gets. Over all commitments they add up to ``size.reports``."""
    everything = max(1, _shares_before(size.commitments))
    until, before = _shares_before(number + 1), _shares_before(number)
    return size.reports * until // everything - size.reports * before // everything


def pick(draw: random.Random, weighted: tuple[tuple[str, int], ...]) -> str:
    """One of the values, by weight."""
    return draw.choices([value for value, _ in weighted], [weight for _, weight in weighted])[0]


@dataclass(frozen=True)
class Days:
    """The days that a commitment's story hangs on."""

    begun: datetime.date
    published: datetime.date
    last: datetime.date  # what its newest report covers

    def covered(self, place: int, of: int) -> datetime.date:
        """The day that report ``place`` (from 1) of ``of`` covers."""
        return self.published + (self.last - self.published) * place // of


def days(draw: random.Random, reports: int, *, on: datetime.date) -> Days:
    """Three in five have reported within half a year, one in five not for a year; reports are eight days apart."""
    low, high = draw.choices(((4, 180), (181, 364), (365, 800)), (6, 2, 2))[0]
    last = on - datetime.timedelta(days=draw.randint(low, high))
    begun = min(on - datetime.timedelta(days=draw.randint(850, 1750)), last - datetime.timedelta(days=8 * reports + 60))
    return Days(begun, begun + datetime.timedelta(days=draw.randint(14, 40)), last)
