"""How many rows a list has: from the stored counts when they hold the answer, else counted as far as it pays."""

from __future__ import annotations

from dashboard.filters import NO_REPORT, PublicFilters, ReportFilters, Selection

from . import bounded
from .bounded import Total
from .breakdown import breakdowns
from .ready import key_for
from .stated import stated_ready


def commitments_ready(selection: Selection) -> int | None:
    """How many commitments the filters choose, when a stored count holds it. One query."""
    if key_for("all", selection) is None:
        return None
    return breakdowns(selection, ["all"])["all"].total


def reported_ready(selection: Selection) -> int | None:
    """How many of them have a published report, when a stored count holds it. One query."""
    if key_for("all", selection) is None:
        return None
    found = breakdowns(selection, ["all"])["all"]
    return found.total - found.status[NO_REPORT]


def total_of(filters: PublicFilters) -> Total:
    """How many rows the list has. One query."""
    if isinstance(filters, ReportFilters) and (stated := stated_ready(filters.selection)) is not None:
        return Total(sum(stated.values()))
    found = bounded.count(filters.rows())
    return Total(found.number, found.more or filters.selection.is_cut)
