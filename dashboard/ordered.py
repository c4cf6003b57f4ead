"""Reading rows in their order, by the cheaper of two ways.

Few rows are gathered first and sorted then; many are looked at in the order of the list until enough are found. The
database cannot choose: how many commitments a scope holds stands in our counts, not in its statistics.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from dashboard.filters.order import Order
from stakeholders.rows import Statement, send, together


class Way(Enum):
    """How rows are read in their order."""

    PLAIN = auto()  # as the database likes
    ONE_BY_ONE = auto()
    GATHERED = auto()  # by an index that the database chooses
    BY_SCOPE_AND_STATE = auto()  # gathered by the index over those, whatever the database would choose


# What it costs to gather and sort one row, as against looking at one row in the order of the list.
GATHERING = 0.25
FEW = 300  # rows that are gathered in any case
# PostgreSQL believes that open standings lie together. From this part of them on it would pass all, not gather some.
PASSED = 0.03
# What is off while rows are read in a way: PostgreSQL then sorts and hashes nothing, or reads by no order.
OFF = {
    Way.ONE_BY_ONE: (
        "enable_sort = off", "enable_hashjoin = off", "enable_mergejoin = off", "max_parallel_workers_per_gather = 0",
    ),
    Way.BY_SCOPE_AND_STATE: ("enable_indexscan = off",),
}  # fmt: skip


def is_many(chosen: int, *, of: int, last: int, gathered: int) -> bool:
    """Is it cheaper to look at rows one by one until the ``last`` of ``chosen`` among ``of`` is found than to gather
    ``gathered``, of which these are chosen?
    """
    return gathered > FEW and last * of / chosen < gathered * GATHERING


def first(rows: QuerySet, columns: list[str], most: int, *, fenced: bool = True) -> tuple[str, Any]:
    """The statement, with its values, for these columns of the first ``most`` rows in no order, named c0, c1 and so on.

    PostgreSQL would believe that so few rows turn up early wherever it looks, and pass every commitment there is for
    some that are rare. Behind the fence it looks as if for all of them, by its indexes, and stops all the same. That is
    right for rows of one table: of joined ones it would put the others together whole before the first.
    """
    inner, params = rows.order_by().values_list(*columns).query.sql_with_params()
    names = ", ".join(f"c{place}" for place in range(len(columns)))
    fence = "MATERIALIZED" if fenced and connection.vendor == "postgresql" else "NOT MATERIALIZED"
    return f"WITH found({names}) AS {fence} ({inner}) SELECT {names} FROM found LIMIT {most}", params  # noqa: S608


@dataclass(frozen=True)
class Part:
    """The rows from ``start`` to ``stop`` of a list in this order, which must be one of the rows' own table: nothing is
    joined to what is not shown.
    """

    order: Order
    start: int
    stop: int

    def sorting(self, rows: QuerySet) -> tuple[QuerySet, list[str]]:
        """The rows, and the columns of them that ``keys_among`` needs."""
        return rows.annotate(order_key=self.order.expression), ["pk", "order_key", self.order.key]

    def keys_among(self, few: str, at: int = 0) -> str:
        """The statement for the part's keys, as c``at``, among ``few``, which has those columns from ``at`` on."""
        way = "DESC" if self.order.descending else "ASC"
        return (
            f"SELECT c{at} FROM {few} AS few ORDER BY c{at + 1} {way}, c{at + 2} {way}"  # noqa: S608
            f" LIMIT {self.stop - self.start} OFFSET {self.start}"
        )


def keys_of_few(rows: QuerySet, part: Part, most: int) -> tuple[str, Any]:
    """The statement, with its values, for the keys of a part of ``most`` rows, which are there, gathered first."""
    rows, columns = part.sorting(rows)
    few, params = first(rows, columns, most)
    return part.keys_among(f"({few})"), params


@contextmanager
def reading(way: Way) -> Iterator[None]:
    """PostgreSQL reads in this way within."""
    if way not in OFF or connection.vendor != "postgresql":
        yield
        return
    inner = connection.in_atomic_block
    with transaction.atomic(), together():
        send(*(Statement(f"SET LOCAL {setting}", []) for setting in OFF[way]))
        yield
        if inner:  # else they end with the transaction
            send(*(Statement(f"SET LOCAL {setting.partition(' ')[0]} TO DEFAULT", []) for setting in OFF[way]))


def read(rows: QuerySet, way: Way) -> list[Any]:
    """The rows, a page of them at the most, in this way."""
    with reading(way):
        return list(rows)
