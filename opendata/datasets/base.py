"""One table of columns a dataset: it makes the downloads, the API's rows, the data dictionary and the data package."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Case, Func, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Coalesce
from django.utils import translation
from django.utils.translation import get_language

from dashboard.filters import ListFilters, Selection
from opendata.long_reads import long_read

Row = dict[str, Any]
# Rows that are read, and joined to what belongs to them, at a time: memory stays the same for any number of rows.
CHUNK = 1000
# What commitments and reports may be written in, as their forms offer it.
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)


@dataclass(frozen=True)
class Sql:
    """A value that the database works out: ``make`` gives the expression under a selection."""

    make: Callable[[Selection], Any]


@dataclass(frozen=True)
class Column:
    """One column of a dataset.

    ``type`` is Frictionless' (string, integer, number, date, datetime, boolean) or ``list`` (of strings: an array in
    JSON, joined by semicolons elsewhere). ``value`` says where it comes from: a field of the query or a list of
    another table, by name; an expression; or a function of the row. ``values`` is the vocabulary of its
    values, where it has one, or what gives it (rows of the site); ``required``: no row is without one. ``format`` is
    Frictionless' too: a ``uri`` is an address of the site.
    """

    name: str
    type: str
    title: Any
    description: Any
    value: str | Sql | Callable[[Row, Selection], Any]
    values: tuple[str, ...] | Callable[[], list[str]] = ()
    required: bool = False
    format: str = ""

    @property
    def vocabulary(self) -> list[str]:
        """The values that it may have; none for a column that is free to say anything."""
        return list(self.values() if callable(self.values) else self.values)

    @property
    def alias(self) -> str:
        """What an expression is called in the query: no model has a field of that name."""
        return f"column_{self.name}"

    def read(self, row: Row, selection: Selection) -> Any:
        """The value for one row of the query."""
        if isinstance(self.value, str):
            return row[self.value]
        if isinstance(self.value, Sql):
            return row[self.alias]
        return self.value(row, selection)


@dataclass(frozen=True)
class RelatedList:
    """What the rows of another table say of a row: ``lists`` of texts, each once and sorted.

    ``rows`` gives that table under a selection, ``owner`` its column that holds the row's key (``key`` in the query).
    """

    rows: Callable[[Selection], QuerySet]
    owner: str
    key: str
    lists: Mapping[str, Any]

    def join(self, rows: list[Row], selection: Selection) -> None:
        """Give each row its lists. One query."""
        found: dict[Any, dict[str, set[str]]] = {row[self.key]: {name: set() for name in self.lists} for row in rows}
        asked = self.rows(selection).order_by().filter(**{f"{self.owner}__in": list(found)})
        for owner, *texts in asked.annotate(**self.lists).values_list(self.owner, *self.lists):
            for name, text in zip(self.lists, texts, strict=True):
                found[owner][name].add(text)
        for row in rows:
            row.update({name: sorted(texts) for name, texts in found[row[self.key]].items()})


@dataclass(frozen=True)
class Dataset:
    """What can be taken away of one kind of thing.

    ``fields`` are the query's, besides what its columns work out; ``related`` what other tables say of its rows;
    ``join`` adds what only Python can. ``file_order`` is the field of the query that a file is sorted by where no order
    is asked for: with a million rows any other costs more than the rows themselves.
    """

    name: str
    title: Any
    description: Any
    filters: type[ListFilters]
    columns: tuple[Column, ...]
    fields: tuple[str, ...]
    join: Callable[[list[Row], Selection], None] | None = None
    related: tuple[RelatedList, ...] = ()
    key: str = "id"
    file_order: str = ""

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]

    def expressions(self, selection: Selection) -> dict[str, Any]:
        """What the database works out, by its name in the query."""
        return {column.alias: column.value.make(selection) for column in self.columns if isinstance(column.value, Sql)}

    def clean(self, rows: list[Row], selection: Selection) -> list[Row]:
        """Rows of the query as rows of the dataset."""
        for one in self.related:
            one.join(rows, selection)
        if self.join:
            self.join(rows, selection)
        return [{column.name: column.read(row, selection) for column in self.columns} for row in rows]

    def query(self, filters: ListFilters) -> QuerySet:
        """The filtered and ordered rows as dictionaries."""
        return self._as_rows(filters.order().apply(filters.recorded()), filters.selection)

    def whole(self, filters: ListFilters) -> QuerySet:
        """The filtered rows in the order of a file: the one asked for, else the one that costs least."""
        rows, asked = filters.order().apply(filters.every_row()), "ordering" in filters.selection.chosen
        return rows.order_by(self.file_order) if self.file_order and not asked else rows

    def _as_rows(self, rows: QuerySet, selection: Selection) -> QuerySet:
        return rows.values(*self.fields, "order_key", **self.expressions(selection))

    def stream(self, filters: ListFilters) -> Iterator[Row]:
        """Every row that the filters choose, in constant memory; in the language of now, whenever it is read."""
        return self._stream(self._as_rows(self.whole(filters), filters.selection), filters.selection, get_language())

    def _stream(self, found: QuerySet, selection: Selection, language: str | None) -> Iterator[Row]:
        # The rows are closed first, while their transaction is still there.
        with long_read(), closing(_batches(found.iterator(chunk_size=CHUNK))) as chunks:
            for chunk in chunks:
                with translation.override(language):
                    rows = self.clean(chunk, selection)
                yield from rows


def _batches(rows: Iterable[Row]) -> Generator[list[Row], None, None]:
    iterator = iter(rows)
    while batch := list(itertools.islice(iterator, CHUNK)):
        yield batch


def when(condition: Q, then: Any, instead: str = "") -> Coalesce:
    """Text where the condition holds and there is one, else ``instead``."""
    text = Case(When(condition, then=then), default=Value(instead), output_field=TextField())
    return Coalesce(text, Value(instead), output_field=TextField())


def on_past_days(is_shown: Q, text: Any) -> Sql:
    """Text, never missing, that stays away from a past day's rows where ``is_shown`` does not hold any more.

    Today's rows are all public, so that there is nothing to ask of a million of them.
    """
    return Sql(lambda selection: when(is_shown, text) if selection.as_of else text)


class Joined(Func):
    """Texts one after the other; none of them may be missing."""

    template = "(%(expressions)s)"
    arg_joiner = " || "
    output_field = TextField()
