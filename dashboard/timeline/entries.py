"""What a timeline is made of."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

from accounts.days import site_day
from stakeholders.models import Commitment


@dataclass(frozen=True)
class Entry:
    """One point of a timeline, as ``components/timeline.html`` draws it."""

    date: datetime.date
    title: str
    address: str = ""
    text: str = ""
    reason: str = ""
    past: bool = False
    precision: str = "day"


@dataclass(frozen=True)
class Change:
    """From what to what, in words, as ``components/change.html`` draws it.

    ``before`` is empty for what was said for the first time, ``after`` where ``label`` says all there is to say. The
    label stands in sight where the values do not speak for themselves.
    """

    label: str
    before: str = ""
    after: str = ""
    labelled: bool = False


@dataclass(frozen=True)
class Moment:
    """One thing that happened to a commitment, as ``components/what_changed.html`` draws it.

    ``what`` says of what kind it is, and ``address`` leads to it. ``past``: it does not stand any more.
    """

    at: datetime.datetime
    commitment: Commitment
    what: str
    changes: list[Change] = field(default_factory=list)
    organisation: str = ""
    address: str = ""
    reason: str = ""
    past: bool = False
    is_unchanged: bool = False  # a report whose values are those of the one before it

    @property
    def on(self) -> datetime.date:
        """The site's day."""
        return site_day(self.at)


@dataclass(frozen=True)
class Run:
    """What happened to one commitment while nothing happened to the others, newest first."""

    commitment: Commitment
    moments: list[Moment]


def newest(moments: Iterable[Moment], count: int | None = None) -> list[Moment]:
    """The last ``count`` of them, newest first."""
    return sorted(moments, key=lambda moment: moment.at, reverse=True)[:count]


def in_runs(moments: Iterable[Moment]) -> list[Run]:
    """The same with each commitment named once, however often in a row something happened to it."""
    groups = groupby(moments, key=lambda moment: moment.commitment.pk)
    found = [list(group) for _pk, group in groups]
    return [Run(group[0].commitment, group) for group in found]
