"""How many rows a list has: from the stored counts when they hold the answer, else counted as far as it pays."""

from __future__ import annotations

import copy
import datetime
from typing import NamedTuple

from accounts.days import site_day
from dashboard.editions import stated
from dashboard.filters import NO_REPORT, ListFilters, PublicFilters, ReportFilters, Selection
from dashboard.filters.selection import CHANGES_WITH_THE_DAY
from dashboard.remembered import while_published

from . import bounded
from .bounded import Total
from .breakdown import Breakdown, breakdowns
from .ready import key_for
from .stated import stated_ready


class Wider(NamedTuple):
    """A selection that finds more, and how much."""

    selection: Selection
    total: Total


def _ready(selection: Selection) -> Breakdown | None:
    return breakdowns(selection, ["all"])["all"] if key_for("all", selection) else None


def commitments_ready(selection: Selection) -> int | None:
    """How many commitments the filters choose, when a stored count holds it. One query."""
    found = _ready(selection)
    return found.total if found else None


def gathered_for(selection: Selection, chosen: int) -> int:
    """How many commitments are looked at to find ``chosen`` ones by scopes and states: no index over these holds what
    changes with the day. Remembered with their counts.
    """
    if selection.asked.isdisjoint(CHANGES_WITH_THE_DAY):
        return chosen
    return commitments_ready(selection.without(*CHANGES_WITH_THE_DAY)) or chosen


def all_on_the_day(selection: Selection) -> int:
    """How many commitments were public on the day of a selection, whatever its filters. One query, remembered."""
    return _all_on(selection.on, selection.as_of)


@while_published
def _all_on(on: datetime.date, as_of: datetime.date | None) -> int:
    return commitments_ready(Selection(on=on, as_of=as_of)) or 0


def reported_ready(selection: Selection) -> int | None:
    """How many of them have a published report, when a stored count holds it. One query."""
    found = _ready(selection)
    return found.total - found.status[NO_REPORT] if found else None


def without_filters(filters: PublicFilters) -> Wider | None:
    """What the words that were searched for find by themselves, today; None where nothing else was asked for, or where
    that finds nothing either. One query.
    """
    text = filters.asked.chosen.get("q")
    if not text or not ({*filters.asked.chosen} - {"q", "page", "ordering"} or filters.asked.as_of):
        return None
    alone = copy.copy(filters)
    alone.asked = Selection(on=site_day(), chosen={"q": text}, raw={"q": filters.asked.raw["q"]})
    alone.selection = stated(alone.asked) if filters.states_an_edition else alone.asked
    found = total_of(alone)
    return Wider(alone.asked, found) if found.number else None


def total_of(filters: PublicFilters) -> Total:
    """How many rows the list has. One query."""
    if isinstance(filters, ReportFilters) and (stated := stated_ready(filters.selection)) is not None:
        return Total(stated.total)
    rows = filters.rows() if isinstance(filters, ListFilters) else filters.selection.standings()
    found = bounded.count(rows)
    return Total(found.number, found.more or filters.selection.is_cut)
