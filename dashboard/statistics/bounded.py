"""Counting that stops: exact up to ``MOST``, and an honest "more than" behind it.

Where no stored count holds the answer, a list may not read a million rows to say how many it has.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from dashboard import ordered
from dashboard.search.near import FEW

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


def count(rows: QuerySet) -> Total:
    """How many rows there are. One query, which reads one row more than ``MOST`` at the most."""
    return Total.of(rows.order_by().values("pk")[: MOST + 1].count())


def _all(statement: str, params: Any) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall()


def groups(rows: QuerySet, *columns: str, scopes: list[str] | None = None) -> list[tuple]:
    """The values of the columns with how many of the rows have them, of the first ``MOST`` and one.

    With ``scopes`` (for standings, an empty list where none is asked) follows how many are counted in each. One query.
    """
    try:
        inner, params = ordered.first(
            rows, [*columns, *(["scopes"] if scopes else [])], MOST + 1, fenced=scopes is not None
        )
    except EmptyResultSet:
        return []
    places = ", ".join(str(place + 1) for place in range(len(columns)))
    names = ", ".join(f"few.c{place}" for place in range(len(columns)))
    counts = ["COUNT(*)", *(f"SUM(CASE WHEN {_holds(key, len(columns))} THEN 1 ELSE 0 END)" for key in scopes or [])]
    return _all(
        f"WITH few AS ({inner}) SELECT {names}, {', '.join(counts)} FROM few GROUP BY {places}",  # noqa: S608
        params,
    )


def _holds(key: str, place: int) -> str:
    """Does the row's column of scopes, the one at ``place``, hold the key?"""
    if connection.vendor == "postgresql":
        return f"few.c{place} ? '{key}'"
    return f"EXISTS (SELECT 1 FROM json_each(few.c{place}) AS each WHERE each.value = '{key}')"  # noqa: S608
