"""Statements that Django writes once a process: to write one takes it longer than PostgreSQL to find a page by it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from dashboard.filters.order import Order
from progress.models import Standing

KEYS = "/* the keys */"
Shown = Callable[[QuerySet], QuerySet]


class Statement:
    """A statement for columns of rows that are chosen by their keys, which are put in each time."""

    def __init__(self, rows: QuerySet) -> None:
        self.compiler = rows.query.get_compiler(rows.db)
        sql, params = self.compiler.as_sql()
        self.before, self.behind = sql.split(KEYS)
        place = self.before.count("%s")
        self.first, self.last = params[:place], params[place:]
        self.converters = self.compiler.get_converters([column for column, _sql, _name in self.compiler.select])

    def rows(self, keys: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        """The columns of the rows whose keys the SQL ``keys`` gives for these values. One query."""
        with connection.cursor() as cursor:
            cursor.execute(f"{self.before}{keys}{self.behind}", [*self.first, *values, *self.last])
            found = cursor.fetchall()
        if self.converters:  # SQLite has no dates
            return [tuple(row) for row in self.compiler.apply_converters(found, self.converters)]
        return found


@functools.cache
def standings_by_key(shown: Shown, order: Order) -> Statement:
    """For what is ``shown`` of standings, as columns, in this order."""
    return Statement(shown(order.apply(Standing.objects.filter(pk__in=RawSQL(KEYS, ())))))  # noqa: S611  our own mark
