"""Which stored counts hold the answer to a selection, if any do, and what they say under its other filters."""

from __future__ import annotations

from collections.abc import Callable

from dashboard.filters import NO_REPORT, Selection
from dashboard.filters.conditions import scope_keys
from progress.cells import EVIDENCE, FRESHNESS, HEALTH, STATUS
from progress.scopes import has_history, kind_of, pair
from progress.tallies import Counts

# Filters that are digits of a cell, and filters that are scopes; under any other the commitments are counted anew.
DIGITS = ("status", "health", "evidence", "freshness", "overdue")
PLACES = ("edition", "area", "cross-cutting", "recommendation")
SCOPES = ("edition", "area", "recommendation", "organisation", "actor_type", "country")


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
    try:
        key = keys[0] if len(keys) == 1 else pair(*keys) if keys else "all"
    except (ValueError, TypeError):
        return None
    return key if not selection.as_of or has_history(key) else None


def chosen_cells(selection: Selection) -> Callable[[str], bool]:
    """Does a cell lie under the filters that are digits of it?"""
    tests: list[tuple[int, frozenset[str]]] = []
    orders = {"status": STATUS, "health": HEALTH, "evidence": EVIDENCE, "freshness": FRESHNESS}
    for place, name in enumerate(DIGITS):
        if name == "overdue" and selection.chosen.get(name) is not None:
            tests.append((place, frozenset(str(int(selection.chosen[name])))))
        elif values := name != "overdue" and selection.chosen.get(name):
            found = ("" if value == NO_REPORT else value for value in values)
            tests.append((place, frozenset(str(orders[name].index(value)) for value in found)))
    return lambda cell: all(cell[place] in digits for place, digits in tests)


def narrowed(cells: Counts, selection: Selection) -> Counts:
    """The cells that lie under the filters."""
    if not any(name in selection.chosen for name in DIGITS):
        return cells
    holds = chosen_cells(selection)
    return {cell: count for cell, count in cells.items() if holds(cell)}
