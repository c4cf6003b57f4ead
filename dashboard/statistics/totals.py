"""How many rows a list has: from the ledger when it holds the answer, else counted as far as it pays."""

from __future__ import annotations

from typing import NamedTuple

from accounts.days import site_day
from dashboard.editions import stated
from dashboard.filters import ListFilters, PublicFilters, ReportFilters, Selection

from . import bounded
from .bounded import Total
from .stated import stated_precomputed


class Wider(NamedTuple):
    """A selection that finds more, and how much."""

    selection: Selection
    total: Total


def without_filters(filters: PublicFilters) -> Wider | None:
    """What the words that were searched for find by themselves, today; None where nothing else was asked for, or where
    that finds nothing either. One query.
    """
    text = filters.requested.chosen.get("q")
    if not text or not ({*filters.requested.chosen} - {"q", "page", "ordering"} or filters.requested.as_of):
        return None
    alone = Selection(on=site_day(), chosen={"q": text}, raw={"q": filters.requested.raw["q"]})
    found = total_of(filters.of(stated(alone) if filters.states_an_edition else alone))
    return Wider(alone, found) if found.number else None


def total_of(filters: PublicFilters) -> Total:
    """How many rows the list has. One query."""
    if isinstance(filters, ReportFilters) and (stated := stated_precomputed(filters.selection)) is not None:
        return Total(sum(stated.values()))
    rows = filters.rows() if isinstance(filters, ListFilters) else filters.selection.statuses()
    found = bounded.count(rows)
    return Total(found.number, found.more or filters.selection.is_cut)
