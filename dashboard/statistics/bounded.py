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

MOST = 10_000


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


def groups(rows: QuerySet, *columns: str) -> list[tuple]:
    """The values of the columns with how many of the rows have them, of the first ``MOST`` and one. One query."""
    try:
        inner, params = _some(rows, columns)
    except EmptyResultSet:
        return []
    places = ", ".join(str(place) for place in range(1, len(columns) + 1))
    return _all(f"SELECT few.*, COUNT(*) FROM ({inner}) AS few GROUP BY {places}", params)  # noqa: S608


def in_each(rows: QuerySet, keys: list[str]) -> dict[str, int]:
    """How many of the first ``MOST`` standings and one are counted in each of these scopes. One query."""
    try:
        inner, params = _some(rows, ["scopes"])
    except EmptyResultSet:
        return {}
    each = "jsonb_array_elements_text(few.scopes)" if connection.vendor == "postgresql" else "json_each(few.scopes)"
    alias = "each(value)" if connection.vendor == "postgresql" else "each"
    places = ", ".join(["%s"] * len(keys))
    statement = f"""SELECT each.value, COUNT(*) FROM ({inner}) AS few CROSS JOIN {each} AS {alias}
        WHERE each.value IN ({places}) GROUP BY each.value"""  # noqa: S608
    return dict(_all(statement, [*params, *keys])) if keys else {}
