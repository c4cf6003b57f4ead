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
MORE = "more (place, first_day, cells, reports, by_status)"
# Rows of a scope lie end to end: the last that begins before a day spans it, unless one begins on it.
SPANNING = f"(SELECT MAX(since) FROM {TABLE} AS earlier WHERE earlier.scope = more.place AND earlier.since < %s)"
NEXT = f"(SELECT MIN(since) FROM {TABLE} AS later WHERE later.scope = more.place AND later.since > %s)"
BATCH = 100


class Shift(NamedTuple):
    """What to add to the counts of a scope; a count that comes to nothing is left out."""

    scope: str
    cells: Mapping[str, int]
    reports: Mapping[str, int]
    by_status: Mapping[str, int]


def add(day: datetime.date, shifts: Sequence[Shift]) -> None:
    """Add to each scope's rows from ``day`` on, of which the one that spans it is parted there; where no past is kept,
    to the one row that there is. A statement a hundred scopes, three where no row begins on the day; call with the
    public version locked.
    """
    for start in range(0, len(shifts), BATCH):
        batch = shifts[start : start + BATCH]
        reached = set(_add(day, batch))
        if begun := [shift for shift in batch if _begin(shift.scope, day) not in reached]:
            _part(day, begun)


def _begin(scope: str, day: datetime.date) -> tuple[str, datetime.date | None]:
    """What ``_add`` must have reached for a scope to need no new row."""
    return (scope, day if has_history(scope) else None)


def _add(day: datetime.date, shifts: Sequence[Shift]) -> Iterator[tuple[str, datetime.date | None]]:
    """Add to the rows from the day on; give the scope and the first day of each."""
    # A confirmation moves one of the three: to name the others would take the database longer than to add.
    moved = [name for name in COUNTS if any(getattr(shift, name) for shift in shifts)]
    sums = ", ".join(f"{name} = {_sum(f'tally.{name}', f'more.{name}')}" for name in moved or COUNTS)
    statement = (
        f"WITH {MORE} AS ({_places(shifts)}) UPDATE {TABLE} AS tally SET {sums} FROM more"
        " WHERE tally.scope = more.place AND tally.since >= more.first_day RETURNING scope, since"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, _values(day, shifts))
        for scope, since in cursor.fetchall():
            yield _begin(scope, since)


def _part(day: datetime.date, shifts: Sequence[Shift]) -> None:
    """Rows that begin on the day, with what those had that span it, which end there; and their first for new scopes."""
    on, more = connection.ops.adapt_datefield_value(day), f"WITH {MORE} AS ({_places(shifts)})"
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
    values = _values(day, shifts)
    rows.send(rows.Statement(begun, [*values, on, on, on]), rows.Statement(ended, [*values, on, on]))


def _places(shifts: Sequence[Shift]) -> str:
    row = f"(%s, {_as_date('%s')}, %s, %s, %s)"
    return f"VALUES {', '.join([row] * len(shifts))}"


def _values(day: datetime.date, shifts: Sequence[Shift]) -> list[Any]:
    """Of each shift, with the day from which rows of its scope must begin to be added to."""
    values: list[Any] = []
    for shift in shifts:
        since = day if has_history(shift.scope) else datetime.date.min
        values += [shift.scope, connection.ops.adapt_datefield_value(since)]
        values += map(json.dumps, (shift.cells, shift.reports, shift.by_status))
    return values


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
