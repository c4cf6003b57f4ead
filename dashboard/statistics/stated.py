"""Published reports counted by what they state, as far as the ledger holds it: by place, status and health."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from dashboard.filters import Selection
from ledger.counting import counts
from ledger.states import State
from progress.scopes import counts_reports, reports_in

from .precomputed import key_for, states_under

HELD = {"edition", "area", "recommendation", "status", "health"}
SHOWN_SO = {"page", "ordering"}  # these leave no report out


def stated_precomputed(selection: Selection) -> dict[State, int] | None:
    """Published reports on the chosen commitments by what they state; None when the ledger does not hold them.

    Status and health are here what the reports state, not how the commitments stand. One query.
    """
    if not set(selection.chosen) <= HELD | SHOWN_SO:
        return None
    key = key_for("all", selection.without("status", "health"))
    if key is None or not counts_reports(key):
        return None
    scope = reports_in(key)
    return counts([scope], on=selection.on, **states_under(selection.chosen)).get(scope, {})


def added_up(stated: Mapping[State, int], name: str) -> Counter[str]:
    """The same by ``status`` or by ``health`` alone."""
    found: Counter[str] = Counter()
    for state, n in stated.items():
        found[getattr(state, name)] += n
    return found
