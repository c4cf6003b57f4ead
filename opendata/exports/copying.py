"""CSV made by PostgreSQL: one ``COPY`` over the columns of a dataset, byte for byte what ``writers.write_csv`` writes.

The columns are those of ``opendata.datasets``; here is only how a cell looks. ``exports.cells`` says the same in
Python, and a test holds both against each other.
"""

from __future__ import annotations

from django.contrib.postgres.aggregates import StringAgg
from django.db import connection
from django.db.models import F, QuerySet, TextField
from django.db.models.functions import Cast, Collate

from dashboard.filters import ListFilters, Selection
from names.spreadsheets import DANGEROUS
from opendata.datasets import Column, Dataset
from opendata.datasets.base import RelatedList, Sql

FIRST_LETTERS = ", ".join(str(ord(letter)) for letter in DANGEROUS)
LAST_SIGN = max(map(ord, DANGEROUS))


def can_copy(dataset: Dataset) -> bool:
    """Whether the database is PostgreSQL, and works every column out by itself."""
    by_itself = not any(callable(column.value) for column in dataset.columns)
    alone = dataset.join is None and bool(dataset.file_order) and by_itself
    return connection.vendor == "postgresql" and alone


def statement(dataset: Dataset, filters: ListFilters) -> str:
    """The ``COPY`` of every row that the filters choose, its values in place."""
    selection = filters.selection
    rows = dataset.whole(filters)
    order, rows = _order(dataset, rows), rows.order_by()
    plain = {f"held_{name}": F(name) for name in dataset.fields}
    inner = rows.values(**plain, **dataset.expressions(selection), sort_key=F("order_key"))
    joins: list[str] = []
    places: dict[str, str] = {}
    for number, related in enumerate(dataset.related):
        joins.append(_join(related, selection, f"related_{number}"))
        places |= {name: f"related_{number}.{_alias(name)}" for name in related.lists}
    cells = ", ".join(_cell(column, places) for column in dataset.columns)
    body = f"SELECT {cells} FROM ({_sql(inner)}) AS held {' '.join(joins)} ORDER BY {order}"  # noqa: S608  (names of ours; values stay apart)
    return f"COPY ({body}) TO STDOUT WITH (FORMAT csv)"


def _order(dataset: Dataset, rows: QuerySet) -> str:
    """What ``rows`` are sorted by, in the names of the inner query."""
    names = {"order_key": "sort_key"} | {name: f"held_{name}" for name in dataset.fields}
    parts = [str(one) for one in rows.query.order_by]
    return ", ".join(f"held.{names[one.lstrip('-')]}{' DESC' if one.startswith('-') else ''}" for one in parts)


def _alias(name: str) -> str:
    return f"list_{name}"


def _join(related: RelatedList, selection: Selection, name: str) -> str:
    """The lists of another table, put together for each owner."""
    rows = related.rows(selection).order_by().values(list_owner=F(related.owner))
    made = {}
    for key, text in related.lists.items():
        # By code points, as Python sorts, whatever the database's own order of letters is.
        sorted_by = Collate(Cast(text, TextField()), "C")
        made[_alias(key)] = StringAgg(sorted_by, delimiter=";", distinct=True, order_by=sorted_by)
    return f"LEFT JOIN ({_sql(rows.annotate(**made))}) AS {name} ON {name}.list_owner = held.held_{related.key}"


def _sql(rows: QuerySet) -> str:
    """The query as text with its values quoted by the database's own client."""
    query, params = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        text = cursor.mogrify(query, params)
    return text.decode() if isinstance(text, bytes) else text


def _cell(column: Column, places: dict[str, str]) -> str:
    """One column as CSV shows it; what is empty becomes NULL, which CSV shows as nothing."""
    if isinstance(column.value, Sql):
        value = f"held.{column.alias}"
    elif column.value in places:
        value = places[str(column.value)]
    else:
        value = f"held.held_{column.value}"
    if column.type == "list" and column.value not in places:
        return _codes(value)
    return _shown(column, value)


def _shown(column: Column, value: str) -> str:
    if column.type == "boolean":
        return f"CASE WHEN {value} THEN 'true' WHEN NOT {value} THEN 'false' END"
    if column.type == "datetime":
        return _moment(value)
    if column.type in ("integer", "date"):
        return value
    if column.type == "string" and (column.values or column.format == "uri"):
        # Words of our own: none of them begins a formula.
        return value if column.required else f"NULLIF({value}, '')"
    return _neutral(value)


def _neutral(value: str) -> str:
    """What people wrote. Most begins with a letter, behind all dangerous signs, or is empty: one comparison each shows
    that.
    """
    first = f"ascii({value})"
    safe = f"WHEN {first} > {LAST_SIGN} THEN {value} WHEN {first} = 0 THEN NULL"
    return f"CASE {safe} WHEN {first} IN ({FIRST_LETTERS}) THEN '''' || {value} ELSE {value} END"


def _codes(value: str) -> str:
    """A list of codes, which JSON holds as ``["one", "other"]``: nothing in a code is a sign of JSON."""
    return f"""NULLIF(replace(translate({value}::text, '[]" ', ''), ',', ';'), '')"""


def _moment(value: str) -> str:
    """In UTC, cut to the second. To round half a second less is to cut, from 2000 on, and costs less than cutting text;
    to_char would cost twice as much. Dates are written as ISO 8601 (DateStyle) on every connection of Django's.
    """
    second = f"({value} AT TIME ZONE 'UTC' - interval '0.5 second')::timestamp(0)"
    return f"replace({second}::text, ' ', 'T') || 'Z'"
