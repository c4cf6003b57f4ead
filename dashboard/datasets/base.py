"""One table of columns a dataset: it makes the downloads, the API's rows, the data dictionary and the data package."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet

from dashboard.filters import PublicFilters, Selection

Row = dict[str, Any]
# Rows that are read, and joined to what belongs to them, at a time: memory stays the same for any number of rows.
CHUNK = 1000


@dataclass(frozen=True)
class Column:
    """One column of a dataset.

    ``type`` is Frictionless' (string, integer, date, datetime, boolean, year) or ``list`` (of strings: an array in
    JSON, joined by semicolons elsewhere). ``value`` reads it from a row of the query, by column name or function.
    ``code`` names the vocabulary of its values, where it has one.
    """

    name: str
    type: str
    title: Any
    description: Any
    value: str | Callable[[Row, Selection], Any]
    values: tuple[str, ...] = ()

    def read(self, row: Row, selection: Selection) -> Any:
        """The value for one row of the query."""
        return row[self.value] if isinstance(self.value, str) else self.value(row, selection)


@dataclass(frozen=True)
class Dataset:
    """What can be taken away of one kind of thing. ``fields`` are the query's; ``join`` adds what hangs on the rows."""

    name: str
    title: Any
    description: Any
    filters: type[PublicFilters]
    columns: tuple[Column, ...]
    fields: tuple[str, ...]
    join: Callable[[list[Row], Selection], None]
    key: str = "id"

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]

    def clean(self, rows: list[Row], selection: Selection) -> list[Row]:
        """Rows of the query as rows of the dataset."""
        self.join(rows, selection)
        return [{column.name: column.read(row, selection) for column in self.columns} for row in rows]

    def query(self, filters: PublicFilters) -> QuerySet:
        """The filtered and ordered rows as dictionaries."""
        return filters.order().apply(filters.rows()).values(*self.fields, "order_key")

    def stream(self, filters: PublicFilters) -> Iterator[Row]:
        """Every row that the filters choose, in constant memory."""
        # The rows are closed first, while their transaction is still there.
        with _rows_as_they_come(), closing(_batches(self._found(filters))) as chunks:
            for chunk in chunks:
                yield from self.clean(chunk, filters.selection)

    def _found(self, filters: PublicFilters) -> Iterator[Row]:
        return self.query(filters).iterator(chunk_size=CHUNK)


def _rows_as_they_come() -> AbstractContextManager:
    """A transaction on PostgreSQL: outside of one it works out and keeps every row before it gives the first.

    Not on SQLite, which reads row by row anyway, and where a transaction would keep every writer waiting.
    """
    return transaction.atomic() if connection.vendor == "postgresql" else nullcontext()


def _batches(rows: Iterable[Row]) -> Generator[list[Row], None, None]:
    iterator = iter(rows)
    while batch := list(itertools.islice(iterator, CHUNK)):
        yield batch


def page_address(path: str) -> str:
    """The absolute address of a page of the site."""
    return settings.SITE_URL + path


def hanging_on(rows: list[Row], key: str, pairs: Iterable[tuple[Any, Any]], name: str) -> None:
    """Give each row the list of what hangs on its ``key``, in the order of ``pairs`` (key, value)."""
    found: dict[Any, list[Any]] = {row[key]: [] for row in rows}
    for owner, value in pairs:
        found[owner].append(value)
    for row in rows:
        row[name] = found[row[key]]
