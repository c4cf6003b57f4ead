"""Counting that stops: exact up to ``MOST``, and an honest "more than" behind it.

Where no stored count holds the answer, a list may not read a million rows to say how many it has.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from dashboard import ordered
from dashboard.ordered import Part
from search.near import FEW

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


def groups(rows: QuerySet, column: str) -> list[tuple]:
    """The values of the column with how many of the rows have them, of the first ``MOST`` and one. One query."""
    try:
        few, params = ordered.first(rows, [column], MOST + 1, fenced=False)
    except EmptyResultSet:
        return []
    return _all(f"SELECT c0, COUNT(*) FROM ({few}) AS few GROUP BY 1", params)  # noqa: S608


def standing_alike(
    rows: QuerySet, columns: Sequence[str], scopes: Sequence[str], part: Part
) -> tuple[list[tuple], list[int]]:
    """Of standings, the first ``MOST`` and one: the values of the columns, how many have them, and how many of these
    are counted in each of ``scopes``; and of the first ``MOST`` the keys of a part. One query, which gathers them once.
    """
    rows, sorting = part.sorting(rows)
    try:
        few, params = ordered.first(rows, [*columns, "scopes", *sorting], MOST + 1)
    except EmptyResultSet:
        return [], []
    at = len(columns)
    names = [f"c{place}" for place in range(at)]
    counts = ["COUNT(*)", *(f"SUM(CASE WHEN {_holds(key, at)} THEN 1 ELSE 0 END)" for key in scopes)]
    found = _all(
        f"WITH few AS ({few}), part AS ({part.keys_among(f'(SELECT * FROM few LIMIT {MOST})', at + 1)})"  # noqa: S608
        f" SELECT {', '.join(names + counts)}, (SELECT {_listed(f'c{at + 1}')} FROM part) FROM few"
        f" GROUP BY {', '.join(names)}",
        params,
    )
    return [row[:-1] for row in found], json.loads(found[0][-1] or "[]") if found else []


def _listed(column: str) -> str:
    if connection.vendor == "postgresql":
        return f"json_agg({column})::text"
    return f"json_group_array({column})"


def _holds(key: str, place: int) -> str:
    """Does the row's column of scopes, the one at ``place``, hold the key?"""
    if connection.vendor == "postgresql":
        return f"few.c{place} ? '{key}'"
    return f"EXISTS (SELECT 1 FROM json_each(few.c{place}) AS each WHERE each.value = '{key}')"  # noqa: S608
