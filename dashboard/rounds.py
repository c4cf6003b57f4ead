"""The rounds of a regular commitment on its public page: a square each, with the words beside it."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.catalogue import end_of
from dashboard.filters import Selection
from dashboard.findings.squares import Square
from progress import rounds
from progress.rounds import RoundState, Standing, Tally
from stakeholders.models import Commitment

SQUARES = {
    RoundState.KEPT: Square("completed", False, False),
    RoundState.LATE: Square("completed", False, True),
    RoundState.MISSED: Square("", False, True),
    RoundState.DUE: Square("not_started", False, False),
    RoundState.TO_COME: Square("", False, False),
}


@dataclass(frozen=True)
class RoundRow:
    """One round as a page shows it."""

    standing: Standing
    square: Square


@dataclass(frozen=True)
class Rounds:
    """All of them, the first one first, and how many were kept and missed."""

    rows: list[RoundRow]
    tally: Tally

    @property
    def latest_first(self) -> list[RoundRow]:
        """As a table lists them."""
        return self.rows[::-1]

    @property
    def key(self) -> list[tuple[Square, str]]:
        """What those squares mean that stand in the row."""
        found = {row.standing.state for row in self.rows}
        return [(SQUARES[state], str(state.label)) for state in RoundState if state in found]


def rounds_on(commitment: Commitment, day: Selection) -> Rounds | None:
    """The rounds of ``commitment`` as the public knew them on the day; None where there are none. Two queries."""
    before = end_of(day.as_of) if day.as_of else None
    found = rounds.standings([commitment], on=day.on, before=before).get(commitment.pk)
    if not found:
        return None
    return Rounds([RoundRow(one, SQUARES[one.state]) for one in found], rounds.tally(found))
