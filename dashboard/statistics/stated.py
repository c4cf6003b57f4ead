"""Published reports counted by what they state, as far as stored counts hold it: by place, status and health."""

from __future__ import annotations

from dashboard.filters import Selection
from progress.cells import HEALTH, STATUS
from progress.scopes import counts_reports
from progress.tallies import Counts

from .ready import key_for, narrowed, ready_counts

HELD = {"edition", "area", "recommendation", "status", "health"}
SHOWN_SO = {"page", "ordering"}  # these leave no report out
ORDERS = {"status": (0, STATUS), "health": (1, HEALTH)}


def stated_ready(selection: Selection) -> Counts | None:
    """Published reports on the chosen commitments by their first two digits; None when no stored count holds them.

    Status and health are here what the reports state, not how the commitments stand. One query.
    """
    if not set(selection.chosen) <= HELD | SHOWN_SO:
        return None
    key = key_for("all", selection.without("status", "health"))
    if key is None or not counts_reports(key):
        return None
    _cells, reports = ready_counts([key], selection.as_of, selection.on).get(key, ({}, {}))
    return narrowed(reports, selection)


def by_digit(counts: Counts, name: str) -> dict[str, int]:
    """These counts by the values of ``status`` or ``health``."""
    place, order = ORDERS[name]
    found: dict[str, int] = {}
    for code, count in counts.items():
        value = order[int(code[place])]
        found[value] = found.get(value, 0) + count
    return found
