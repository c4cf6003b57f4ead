"""Counting that stops: exact up to ``MOST``, and an honest "more than" behind it.

Where no stored count holds the answer, a list may not read a million rows to say how many it has.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

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


def _some(rows: QuerySet, columns: Iterable[str]) -> tuple[str, Any]:
    return rows.order_by().values_list(*columns)[: MOST + 1].query.sql_with_params()


def _all(statement: str, params: Any) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall()


def groups(rows: QuerySet, *columns: str, scopes: list[str] | None = None) -> list[tuple]:
    """The values of the columns with how many of the rows have them, of the first ``MOST`` and one.

    With ``scopes`` (of standings) follows how many of them are counted in each. One query.
    """
    try:
        inner, params = _some(rows, [*columns, *(["scopes"] if scopes else [])])
    except EmptyResultSet:
        return []
    places = ", ".join(str(place) for place in range(1, len(columns) + 1))
    names = ", ".join(f"few.c{place}" for place in range(len(columns)))
    counts = ["COUNT(*)", *(f"SUM(CASE WHEN {_holds(key)} THEN 1 ELSE 0 END)" for key in scopes or [])]
    given = ", ".join([*(f"c{place}" for place in range(len(columns))), *(["scopes"] if scopes else [])])
    return _all(
        f"WITH few({given}) AS ({inner}) SELECT {names}, {', '.join(counts)} FROM few GROUP BY {places}",  # noqa: S608
        params,
    )


def _holds(key: str) -> str:
    if connection.vendor == "postgresql":
        return f"few.scopes ? '{key}'"
    return f"EXISTS (SELECT 1 FROM json_each(few.scopes) AS each WHERE each.value = '{key}')"  # noqa: S608
