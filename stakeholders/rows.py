"""Rows read by a statement and written by their columns: for what each publication does, Django's own way takes longer
than the database.

Values are given as a model holds them, by the attribute that holds the column (``report_id``). Nothing is validated,
and no signal of writing is sent; the database's constraints hold as ever. Every table here has the key ``id``.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Field, Model

Row = TypeVar("Row", bound=Model)
Other = TypeVar("Other", bound=Model)


def select(model: type[Row], statement: str, params: Sequence[Any]) -> list[Row]:
    """Objects of what a statement finds, which may leave columns of the model out."""
    columns, found = _run(statement, params)
    return _objects(model, columns, found)


def pairs(
    model: type[Row], other: type[Other], statement: str, params: Sequence[Any]
) -> list[tuple[Row, Other | None]]:
    """The same of a statement that joins two whole tables: first all columns of the one, then all of the other, which
    are empty where it holds nothing for the first.
    """
    columns, found = _run(statement, params)
    width = len(model._meta.concrete_fields)
    key = width + columns[width:].index("id")
    ones = _objects(model, columns[:width], [row[:width] for row in found])
    others = iter(_objects(other, columns[width:], [row[width:] for row in found if row[key] is not None]))
    return [(one, None if row[key] is None else next(others)) for one, row in zip(ones, found, strict=True)]


def _run(statement: str, params: Sequence[Any]) -> tuple[tuple[str, ...], list[tuple]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return tuple(column[0] for column in cursor.description), cursor.fetchall()


def _objects(model: type[Row], columns: tuple[str, ...], found: Sequence[tuple]) -> list[Row]:
    names, places, converters = _reading(model, columns, connection.vendor)
    return [model.from_db(DEFAULT_DB_ALIAS, names, _converted(row, places, converters)) for row in found]


def tuples(statement: str, params: Sequence[Any]) -> list[tuple]:
    """What a statement finds, as the database gives it."""
    return _run(statement, params)[1]


def placeholders(count: int) -> str:
    """Where so many values go in a statement; NULL for none, which nothing is in."""
    return ", ".join(["%s"] * count) or "NULL"


class Statement(NamedTuple):
    """A statement that writes, with its values."""

    sql: str
    params: list[Any]


def insert(model: type[Model], **values: Any) -> Statement:
    """Adds a row and finds its key; columns that are not named take what the database gives them."""
    columns, params = _writing(model, values)
    places = placeholders(len(columns))
    return Statement(
        f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) VALUES ({places}) RETURNING id",  # noqa: S608
        params,
    )


def update(model: type[Model], key: int, **values: Any) -> Statement:
    """Changes the row with this key."""
    columns, params = _writing(model, values)
    changes = ", ".join(f"{column} = %s" for column in columns)
    return Statement(f"UPDATE {model._meta.db_table} SET {changes} WHERE id = %s", [*params, key])  # noqa: S608


def write(*statements: Statement) -> list[tuple]:
    """Run one statement or several in their order, where the database can in one go; return what the last one finds."""
    if connection.vendor == "postgresql":
        statements = (_joined(statements),)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(*statement)
        return cursor.fetchall() if cursor.description else []


def send(*statements: Statement) -> None:
    """Run statements of which nothing is asked: within ``together`` on the way of the next one, else at once."""
    waiting = next((one for one in connection.execute_wrappers if isinstance(one, _Waiting)), None)
    if waiting is None:
        write(*statements)
    else:
        waiting.statements += statements


@contextmanager
def together() -> Iterator[None]:
    """Within, on PostgreSQL, what is sent takes no way to the database of its own. Call inside a transaction.

    The order of the statements stays. An error in what was sent is raised by the statement that takes it along, at the
    latest here at the end; where an error ends the block, what waits is not run, for the transaction ends as well.
    """
    if connection.vendor != "postgresql":
        yield
        return
    waiting = _Waiting()
    with connection.execute_wrapper(waiting):
        yield
        waiting.run()


class _Waiting:
    """Statements that wait for the next one to take them along."""

    def __init__(self) -> None:
        self.statements: list[Statement] = []

    def run(self) -> None:
        """Run them now."""
        if self.statements:
            with connection.cursor() as cursor:
                cursor.execute(*self._taken())

    def _taken(self) -> Statement:
        statements, self.statements = self.statements, []
        return _joined(statements)

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        """As Django calls it around each statement."""
        if self.statements and (many or isinstance(params, Mapping) or context["cursor"].name):
            self.run()  # nothing can stand before these
        if not self.statements:
            return execute(sql, params, many, context)
        ahead = self._taken()
        sql = sql.replace("%", "%%") if params is None else sql
        return execute(f"{ahead.sql}; {sql}", [*ahead.params, *(params or ())], many, context)


def _joined(statements: Sequence[Statement]) -> Statement:
    return Statement("; ".join(one.sql for one in statements), [value for one in statements for value in one.params])


Converter = tuple[int, Any, Callable[[Any, Any, Any], Any]]


class _Reading(NamedTuple):
    names: list[str]
    places: list[int]
    converters: list[Converter]


@functools.cache
def _reading(model: type[Model], columns: tuple[str, ...], vendor: str) -> _Reading:
    """The attributes that these columns fill, in the order of the model; where each stands in the row; and what turns
    the values of some into Python's.
    """
    fields = [field for field in model._meta.concrete_fields if field.column in columns]
    converters = []
    for place, field in enumerate(fields):
        column = field.get_col(model._meta.db_table)
        each = [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)]
        converters += [(place, column, convert) for convert in each]
    places = [columns.index(field.column) for field in fields]
    return _Reading([field.attname for field in fields], places, converters)


def _converted(row: Sequence[Any], places: list[int], converters: list[Converter]) -> list[Any]:
    values = [row[place] for place in places]
    for place, column, convert in converters:
        values[place] = convert(values[place], column, connection)
    return values


def _writing(model: type[Model], values: dict[str, Any]) -> tuple[list[str], list[Any]]:
    fields = _fields(model)
    database = connections[DEFAULT_DB_ALIAS]  # what stands for it finds it anew at each look, a hundred times here
    params = [fields[name].get_db_prep_save(value, database) for name, value in values.items()]
    return [database.ops.quote_name(fields[name].column) for name in values], params


@functools.cache
def _fields(model: type[Model]) -> dict[str, Field]:
    return {field.attname: field for field in model._meta.concrete_fields}
