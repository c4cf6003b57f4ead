"""Which stored counts hold the answer to a selection, if any do, and what they say under its other filters."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import NamedTuple

from dashboard.filters import Selection
from dashboard.filters.conditions import scope_keys
from progress.counting import counts_on
from progress.scopes import has_history, kind_of, pair

from .cells import DIGITS, STATED, Cells

PLACES = ("edition", "area", "cross-cutting", "recommendation")
# Filters that are scopes; under any other that is no digit of a cell either the commitments are counted anew.
SCOPES = ("edition", "area", "recommendation", "organisation", "actor_type", "country")


class Ready(NamedTuple):
    """What is stored under one key: commitments by how they stand, published reports by what they state."""

    cells: Cells
    reports: Cells


NOTHING = Ready(Cells.of({}), Cells.of({}, STATED))


def context(selection: Selection) -> list[str] | None:
    """The scopes that the filters ask for together, at most two; None when no stored count can hold them."""
    chosen = selection.chosen
    if not selection.asked <= {*DIGITS, *SCOPES}:
        return None
    keys = scope_keys(dict(chosen))
    if any(len(found) != 1 for found in keys) or len(keys) > 2:
        return None
    return [found[0] for found in keys]


def key_for(scope: str, selection: Selection) -> str | None:
    """The stored key that counts ``scope`` (``all`` is the whole selection) within a selection; None without one.

    A place that is shown lies inside the place that was chosen: recommendations in their area, areas in their edition.
    """
    keys = context(selection)
    if keys is None:
        return None
    if scope != "all":
        if kind_of(scope) in PLACES:
            keys = [key for key in keys if kind_of(key) not in PLACES]
        keys = [*dict.fromkeys([scope, *keys])]
    key = _counted_together(keys)
    return key if key and (not selection.as_of or has_history(key)) else None


def _counted_together(keys: list[str]) -> str | None:
    if len(keys) > 2:
        return None
    if len(keys) < 2:
        return keys[0] if keys else "all"
    try:
        return pair(*keys)
    except ValueError:
        return None


def ready_counts(keys: Iterable[str], as_of: datetime.date | None, on: datetime.date) -> dict[str, Ready]:
    """As ``progress.counting.counts_on``, as cells. One query."""
    found = counts_on(list(keys), as_of=as_of, on=on).items()
    return {key: Ready(Cells.of(cells), Cells.of(reports, STATED)) for key, (cells, reports) in found}


def ready_cells(key: str, selection: Selection) -> Cells:
    """The cells of one stored key on the selection's day, under its filters. One query."""
    return ready_counts([key], selection.as_of, selection.on).get(key, NOTHING).cells.under(selection.chosen)
