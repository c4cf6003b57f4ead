"""Which scope of the ledger holds the answer to a selection, if any does, and which states the filters choose there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.filters import NO_REPORT, Selection
from dashboard.filters.conditions import scope_keys
from progress.scopes import is_counted, kind_of, pair

# Kinds of places, each with how deep it lies in the others.
PLACES = {"edition": 1, "area": 2, "cross-cutting": 2, "recommendation": 3}
# Filters that are scopes, and those that are states; under any other the commitments are counted one by one.
SCOPES = ("edition", "area", "recommendation", "organisation", "actor_type", "country")
STATES = ("status", "health", "evidence", "freshness", "overdue")


def states_under(chosen: Mapping[str, Any]) -> dict[str, Any]:
    """What the filters ask of the ledger's states, as its readers take it; filters of other kinds say nothing here."""
    found: dict[str, Any] = {f"{name}__in": list(chosen[name]) for name in STATES[:-1] if name in chosen}
    if "status" in chosen:
        found["status__in"] = ["" if value == NO_REPORT else value for value in chosen["status"]]
    if "overdue" in chosen:
        found["overdue"] = chosen["overdue"]
    return found


def context(selection: Selection) -> list[str] | None:
    """The scopes that the filters ask for together, at most two; None when no scope of the ledger can hold them."""
    chosen = selection.chosen
    if not selection.active <= {*STATES, *SCOPES}:
        return None
    keys = scope_keys(dict(chosen))
    if any(len(found) != 1 for found in keys) or len(keys) > 2:
        return None
    return [found[0] for found in keys]


def key_for(scope: str, selection: Selection) -> str | None:
    """The scope of the ledger that counts ``scope`` (``all``: the whole selection) within a selection, if there is one.

    A place that is shown lies inside the place that was chosen: recommendations in their area, areas in their edition.
    """
    keys = context(selection)
    if keys is None:
        return None
    if scope != "all":
        if kind_of(scope) in PLACES:
            if not all(_lies_in(scope, key) for key in keys if kind_of(key) in PLACES):
                return None
            keys = [key for key in keys if kind_of(key) not in PLACES]
        keys = [*dict.fromkeys([scope, *keys])]
    key = _counted_together(keys)
    return key if key and is_counted(key) else None


def _lies_in(scope: str, place: str) -> bool:
    """Is what is shown the chosen place, or deeper in it? An area is not in one of its recommendations."""
    return scope == place or PLACES[kind_of(scope)] > PLACES[kind_of(place)]


def _counted_together(keys: list[str]) -> str | None:
    if len(keys) > 2:
        return None
    if len(keys) < 2:
        return keys[0] if keys else "all"
    try:
        return pair(*keys)
    except ValueError:
        return None
