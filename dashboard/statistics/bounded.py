"""Counting that stops: exact up to ``MOST``, and an honest "more than" behind it.

Where no stored count holds the answer, a list may not read a million rows to say how many it has.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from search.queries import FEW

MOST = FEW  # a search says by that whether there are more


@dataclass(frozen=True)
class Total:
    """How many there are; with ``more``, that there are more than this many."""

    number: int
    more: bool = False

    @classmethod
    def of(cls, found: int) -> Total:
        """The total for a count that was stopped behind ``MOST``."""
        return cls(min(found, MOST), found > MOST)


def first(rows: QuerySet) -> QuerySet:
    """The rows, in no order, as far as they are counted: one more than ``MOST`` at the most."""
    return rows.order_by()[: MOST + 1]


def count(rows: QuerySet) -> Total:
    """How many rows there are. One query."""
    return Total.of(first(rows.values("pk")).count())
