"""Which stored counts hold the answer to a selection, if any do, and what they say under its other filters."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable
from itertools import product
from typing import Any

from dashboard.filters import NO_REPORT, Selection
from dashboard.filters.conditions import scope_keys
from dashboard.remembered import each_while_published
from progress.cells import EVIDENCE, FRESHNESS, HEALTH, STATUS
from progress.counting import Ready, counts_on
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


def ready_counts(keys: Iterable[str], as_of: datetime.date | None, on: datetime.date) -> Ready:
    """As ``progress.counting.counts_on``, each key read once for as long as nothing is published. At most one query.

    They are remembered as text, which takes a tenth of the memory: one scope may have several hundred cells.
    """

    def read(some: list[str]) -> dict[str, str]:
        return {key: json.dumps(counts) for key, counts in counts_on(some, as_of=as_of, on=on).items()}

    return {key: json.loads(text) for key, text in each_while_published("counts", keys, read, as_of, on).items()}


def codes(selection: Selection) -> list[str] | None:
    """The cells that lie under a selection's filters; None when all do."""
    if not selection.asked & {*DIGITS}:
        return None
    allowed = [
        _digits(name, selection.chosen[name]) if name in selection.chosen else map(str, range(size))
        for name, size in zip(DIGITS, SIZES, strict=True)
    ]
    return ["".join(digits) for digits in product(*allowed)]


def ready_cells(key: str, selection: Selection) -> Counts:
    """The cells of one stored key on the selection's day, under its filters. One query, remembered."""
    cells, _reports = ready_counts([key], selection.as_of, selection.on).get(key, ({}, {}))
    return narrowed(cells, selection)


SIZES = (len(STATUS), len(HEALTH), len(EVIDENCE), len(FRESHNESS), 2)
ORDERS = {"status": STATUS, "health": HEALTH, "evidence": EVIDENCE, "freshness": FRESHNESS}


def _digits(name: str, value: Any) -> set[str]:
    """What a filter allows at its place in a cell."""
    if name == "overdue":
        return {str(int(value))}
    return {str(ORDERS[name].index("" if one == NO_REPORT else one)) for one in value}


def narrowed(counts: Counts, selection: Selection) -> Counts:
    """The counts, by cells or by their first digits, that lie under the filters."""
    for place, name in enumerate(DIGITS):
        if name in selection.chosen:
            digits = _digits(name, selection.chosen[name])
            counts = {code: n for code, n in counts.items() if code[place] in digits}
    return counts
