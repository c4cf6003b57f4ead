"""The values that a count is told apart by."""

from __future__ import annotations

from typing import NamedTuple


class State(NamedTuple):
    """One combination in which what is counted may stand. Empty texts where there is nothing to say."""

    status: str = ""
    health: str = ""
    evidence: str = ""
    freshness: str = ""
    overdue: bool = False
