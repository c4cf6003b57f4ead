"""Every commitment as a square: what the unit chart of a page draws, as long as there are not too many to draw."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.filters import Selection
from dashboard.findings.squares import Square, square_of
from stakeholders.models import Visibility

from .breakdown import Breakdown

# Beyond so many in one row, or on one page, squares are no longer looked at one by one: bars are drawn instead.
MOST_IN_A_ROW = 150
MOST = 500
COLUMNS = (
    "implementation_status", "reported_on", "due_on", "assessed_completion", "commitment_id", "title",
    "commitment__language", "commitment__visibility", "scopes",
)  # fmt: skip


@dataclass(frozen=True)
class Unit:
    """One commitment of the chart. ``title`` is empty for one that is public no longer."""

    square: Square
    due_on: datetime.date | None
    assessed: str
    number: int
    title: str
    language: str

    @property
    def place(self) -> tuple:
        """What the order of the squares in a row goes by."""
        return *self.square.place, self.title, self.number


def units(selection: Selection, counts: Mapping[str, Breakdown]) -> dict[str, list[Unit]] | None:
    """The chosen commitments by scope, in the order in which they are drawn; None where one of ``counts`` (the scopes
    of the rows, and ``all``) is too many to draw. One query, of at most ``MOST`` rows.
    """
    scopes = counts.keys() - {"all"}
    if counts["all"].total > MOST or any(counts[scope].total > MOST_IN_A_ROW for scope in scopes):
        return None
    found: dict[str, list[Unit]] = {scope: [] for scope in scopes}
    for status, reported_on, due_on, assessed, number, title, language, visibility, keys in (
        selection.statuses().order_by().values_list(*COLUMNS)[:MOST]
    ):
        square = square_of(status, reported_on, due_on, on=selection.on)
        unit = Unit(square, due_on, assessed, number, title if visibility == Visibility.PUBLIC else "", language)
        for scope in scopes.intersection(keys):
            found[scope].append(unit)
    return {scope: sorted(among, key=lambda unit: unit.place) for scope, among in found.items()}
