"""Rows into tables, many at a time: COPY on PostgreSQL, one prepared INSERT on SQLite."""

from __future__ import annotations

import datetime
import io
import json
from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import Any, Generic, TypeVar

from django.core.management.color import no_style
from django.db import connection
from django.db.models import Max, Model

BATCH = 5000
M = TypeVar("M", bound=Model)
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def _as_text(value: Any) -> str:
    """A value in the text format of PostgreSQL's COPY."""
    if value is None:
        return "\\N"
    if isinstance(value, str):
        return value.translate(ESCAPES)
    if isinstance(value, datetime.date):  # and so a moment
        return value.isoformat()
    if isinstance(value, (list, dict)):
        return json.dumps(value).translate(ESCAPES)
    return str(value)


def write(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Add ``rows`` to ``table`` now. Values are what the column takes: texts, numbers, dates, moments, lists."""
    names = ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            text = "".join("\t".join(map(_as_text, row)) + "\n" for row in rows)
            cursor.copy_expert(f'COPY "{table}" ({names}) FROM STDIN', io.StringIO(text))
        else:
            places = ", ".join(["%s"] * len(columns))
            cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({places})', list(rows))  # noqa: S608  (names of our models; values apart)


class Table(Generic[M]):
    """Rows of one model that wait to be written together; keys are given here, from the next free one on."""

    def __init__(self, model: type[M]) -> None:
        self.model = model
        self.fields = model._meta.concrete_fields
        self.columns = [field.column for field in self.fields]
        self._values = attrgetter(*(field.attname for field in self.fields))
        self._next = (model._default_manager.aggregate(last=Max("pk"))["last"] or 0) + 1
        self._waiting: list[M] = []
        self.count = 0

    def key(self) -> int:
        """The next free key."""
        self._next += 1
        return self._next - 1

    def add(self, row: M) -> M:
        """Keep the row until the next ``flush``; gives it its key where it has none."""
        if row.pk is None:
            row.pk = self.key()
        self._waiting.append(row)
        self.count += 1
        return row

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    def flush(self) -> None:
        """Write what waits."""
        if not self._waiting:
            return
        write(self.model._meta.db_table, self.columns, map(self._adapter(), self._waiting))
        self._waiting.clear()

    def _adapter(self) -> Callable[[M], Sequence[Any]]:
        if connection.vendor == "postgresql":
            return self._values
        savers = [field.get_db_prep_save for field in self.fields]
        return lambda row: [save(value, connection) for save, value in zip(savers, self._values(row), strict=True)]


def settle(models: Iterable[type[Model]]) -> None:
    """Set the keys that the database gives next, behind those that were given here."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models)):
            cursor.execute(statement)
