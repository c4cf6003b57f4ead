"""How many rows a list has: from the stored counts when they hold the answer, else counted as far as it pays."""

from __future__ import annotations

import datetime

from dashboard.filters import NO_REPORT, PublicFilters, ReportFilters, Selection
from dashboard.filters.selection import CHANGES_WITH_THE_DAY
from dashboard.remembered import while_published

from . import bounded
from .bounded import Total
from .breakdown import Breakdown, breakdowns
from .ready import key_for
from .stated import stated_ready


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


def total_of(filters: PublicFilters) -> Total:
    """How many rows the list has. One query."""
    if isinstance(filters, ReportFilters) and (stated := stated_ready(filters.selection)) is not None:
        return Total(stated.total)
    found = bounded.count(filters.rows())
    return Total(found.number, found.more or filters.selection.is_cut)
