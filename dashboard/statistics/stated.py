"""Published reports counted by what they state, as far as stored counts hold it: by place, status and health."""

from __future__ import annotations

from dashboard.filters import Selection
from progress.scopes import counts_reports

from .cells import Cells
from .ready import NOTHING, key_for, ready_counts

HELD = {"edition", "area", "recommendation", "status", "health"}
SHOWN_SO = {"page", "ordering"}  # these leave no report out


def stated_ready(selection: Selection) -> Cells | None:
    """Published reports on the chosen commitments by what they state; None when no stored count holds them.

    Status and health are here what the reports state, not how the commitments stand. One query.
    """
    if not set(selection.chosen) <= HELD | SHOWN_SO:
        return None
    key = key_for("all", selection.without("status", "health"))
    if key is None or not counts_reports(key):
        return None
    return ready_counts([key], selection.as_of, selection.on).get(key, NOTHING).reports.under(selection.chosen)
