"""Adding to the counts of a scope from a day on, by the database itself: none of them travels.

A scope counts commitments in some hundreds of cells, of which a publication moves two.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import connection

from progress.models import Tally
from progress.scopes import has_history
from stakeholders import rows

# The statements hold names of the project's own; what is counted goes along as values.
# ruff: noqa: S608

TABLE = Tally._meta.db_table
COUNTS = ("cells", "reports", "by_status")
# Rows of a scope lie end to end: the last that begins before a day spans it, unless one begins on it.
SPANNING = f"(SELECT MAX(since) FROM {TABLE} AS earlier WHERE earlier.scope = more.place AND earlier.since < %s)"
NEXT = f"(SELECT MIN(since) FROM {TABLE} AS later WHERE later.scope = more.place AND later.since > %s)"
BATCH = 100


class Shift(NamedTuple):
    """What to add to the counts of each of some scopes; a count that comes to nothing is left out."""

    scopes: Sequence[str]
    cells: Mapping[str, int]
    reports: Mapping[str, int]
    by_status: Mapping[str, int]


def add(day: datetime.date, shifts: Sequence[Shift]) -> None:
    """Add to each scope's rows from ``day`` on, of which the one that spans it is parted there; where no past is kept,
    to the one row that there is. A scope stands in one shift. A statement a hundred shifts, three where no row begins
    on the day; call with the public version locked.
    """
    for start in range(0, len(shifts), BATCH):
        batch = shifts[start : start + BATCH]
        reached = _add(day, batch)
        begun = [shift._replace(scopes=[one for one in shift.scopes if one not in reached]) for shift in batch]
        if begun := [shift for shift in begun if shift.scopes]:
            _part(day, begun)


def _add(day: datetime.date, shifts: Sequence[Shift]) -> set[str]:
    """Add to the rows from the day on; give the scopes that need no new row for it."""
    # A confirmation moves one of the three: to name the others would take the database longer than to add.
    moved = [name for name in COUNTS if any(getattr(shift, name) for shift in shifts)]
    sums = ", ".join(f"{name} = {_sum(f'tally.{name}', f'more.{name}')}" for name in moved or COUNTS)
    more, values = _more(day, shifts)
    statement = (
        f"{more} UPDATE {TABLE} AS tally SET {sums} FROM more"
        " WHERE tally.scope = more.place AND tally.since >= more.first_day"
        " RETURNING scope, since = %s"
    )
    changed = rows.tuples(statement, [*values, connection.ops.adapt_datefield_value(day)])
    return {scope for scope, begins_there in changed if begins_there or not has_history(scope)}


def _part(day: datetime.date, shifts: Sequence[Shift]) -> None:
    """Rows that begin on the day, with what those had that span it, which end there; and their first for new scopes."""
    on, (more, values) = connection.ops.adapt_datefield_value(day), _more(day, shifts)
    sums = ", ".join(_sum(f"COALESCE(spanning.{name}, '{{}}')", f"more.{name}") for name in COUNTS)
    begun = (
        f"{more} INSERT INTO {TABLE} (scope, since, until, {', '.join(COUNTS)})"
        f" SELECT more.place, {_as_date('%s')}, COALESCE(spanning.until, {NEXT}), {sums} FROM more"
        f" LEFT JOIN {TABLE} AS spanning ON spanning.scope = more.place AND spanning.since = {SPANNING}"
    )
    ended = (
        f"{more} UPDATE {TABLE} AS tally SET until = %s FROM more"
        f" WHERE tally.scope = more.place AND tally.since = {SPANNING}"
    )
    rows.send(rows.Statement(begun, [*values, on, on, on]), rows.Statement(ended, [*values, on, on]))


def _more(day: datetime.date, shifts: Sequence[Shift]) -> tuple[str, list[Any]]:
    """The shifts as a table with a row a scope, and its values: the ``place``, the ``first_day`` from which rows of it
    must begin to be added to, and what is added.
    """
    given, values = [], []
    for shift in shifts:
        counts = [json.dumps(getattr(shift, name)) for name in COUNTS]
        for since, scopes in _by_first_day(day, shift.scopes):
            given.append(f"(%s, {_as_date('%s')}, %s, %s, %s)")
            values += [_list(scopes), connection.ops.adapt_datefield_value(since), *counts]
    names = ", ".join(COUNTS)
    return (
        f"WITH given (scopes, first_day, {names}) AS (VALUES {', '.join(given)}),"
        f" more AS (SELECT each.value AS place, first_day, {names} FROM given CROSS JOIN {_each('given.scopes')})",
        values,
    )


def _by_first_day(day: datetime.date, scopes: Sequence[str]) -> Iterator[tuple[datetime.date, list[str]]]:
    if kept := [scope for scope in scopes if has_history(scope)]:
        yield day, kept
    if of_now := [scope for scope in scopes if not has_history(scope)]:
        yield datetime.date.min, of_now


def _list(scopes: list[str]) -> Any:
    return scopes if connection.vendor == "postgresql" else json.dumps(scopes)


def _each(scopes: str) -> str:
    """The members of such a list as a table."""
    return f"unnest({scopes}) AS each (value)" if connection.vendor == "postgresql" else f"json_each({scopes}) AS each"


def _as_date(place: str) -> str:
    """SQLite keeps dates as text; its CAST would make numbers of them."""
    return f"CAST({place} AS date)" if connection.vendor == "postgresql" else place


def _sum(old: str, more: str) -> str:
    """Counts with others added, key by key."""
    if connection.vendor == "postgresql":
        sums = (
            f"SELECT jsonb_object_agg(key, NULLIF(COALESCE(CAST({old} ->> key AS integer), 0) + CAST(value AS integer),"
            f" 0)) FROM jsonb_each_text(CAST({more} AS jsonb))"
        )
        added = f"jsonb_strip_nulls({old} || ({sums}))"
    else:
        was = f"SELECT value FROM json_each({old}) AS was WHERE was.key = given.key"
        sums = f"SELECT json_group_object(key, NULLIF(COALESCE(({was}), 0) + value, 0)) FROM json_each({more}) AS given"
        added = f"json_patch({old}, ({sums}))"
    return f"CASE {more} WHEN '{{}}' THEN {old} ELSE {added} END"
