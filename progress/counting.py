"""The ready counts as they are read: cells by scope, now or at the end of any past day."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable
from typing import Any

from django.db import connection

from progress.models import PublicVersion, Tally
from progress.scopes import has_history
from progress.tallies import Counts, Move, Moves, alike, turned
from stakeholders import rows

Ready = dict[str, tuple[Counts, Counts]]  # by scope: cells, and published reports by their first two digits


def counts_on(scopes: Iterable[str], *, as_of: datetime.date | None, on: datetime.date) -> Ready:
    """The counts of these scopes at the end of the day ``as_of``, or now (None), as seen on the day ``on``.

    Scopes that count nothing are left out. One query; further ones only in the minutes after midnight, before the
    counts have been moved to the new day: what grew old or late since is added here. Raises ValueError for the past of
    a scope that keeps none.
    """
    scopes = set(scopes)
    if as_of and not all(map(has_history, scopes)):
        raise ValueError(f"no past is kept of {sorted(scopes)}")
    counted_on = f"(SELECT counted_on FROM {PublicVersion._meta.db_table} WHERE id = 1)"  # noqa: S608  (our own name)
    kept = _kept(scopes, as_of, f"scope, cells, reports, {counted_on}")
    found: Ready = {scope: (_loaded(cells), _loaded(reports)) for scope, cells, reports, _counted in kept}
    found = {scope: counts for scope, counts in found.items() if any(counts)}
    counted, day = _day(kept[0][3]) if kept else None, as_of or on
    if counted and counted < day:
        _shift(found, turned(counted, day), 1)
    elif counted and counted > day and as_of is None:  # the clock was put back
        _shift(found, turned(day, counted), -1)
    return found


def that_count(scopes: Iterable[str], *, as_of: datetime.date | None, cells: list[str] | None = None) -> set[str]:
    """Those of these scopes that count any commitment, or one in these ``cells``, at the end of the day ``as_of``, or
    now (None). One query, behind which no counts are carried: hundreds of scopes may be asked for.
    """
    if cells is None:
        return {scope for (scope,) in _kept(scopes, as_of, "scope", "AND CAST(cells AS text) <> '{}'")}
    if connection.vendor == "postgresql":
        held: tuple[str, Any] = ("AND cells ?| %s", cells)
    else:
        inside = "EXISTS (SELECT 1 FROM json_each(cells) AS cell WHERE cell.key IN (SELECT value FROM json_each(%s)))"
        held = (f"AND {inside}", json.dumps(cells))
    return {scope for (scope,) in _kept(scopes, as_of, "scope", *held)}


def _kept(scopes: Iterable[str], as_of: datetime.date | None, columns: str, also: str = "", *value: Any) -> list[tuple]:
    """Columns of the rows of these scopes that are true at the end of ``as_of``, or now. Written by hand: nearly every
    page asks this. Of a past day it is one look into the index for each scope, however long its past is.
    """
    keys = sorted(set(scopes))
    if not keys:
        return []
    if as_of:
        source, values = _last_before(as_of, keys)
    else:
        places = ", ".join(["%s"] * len(keys))
        source, values = f"{Tally._meta.db_table} WHERE scope IN ({places}) AND until IS NULL", keys
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {source} {also}", [*values, *value])  # noqa: S608  (names of our own)
        return cursor.fetchall()


def _last_before(as_of: datetime.date, keys: list[str]) -> tuple[str, list[str]]:
    """Where the rows of these scopes are found that are true at the end of a past day, with the values for it."""
    table, day, each = Tally._meta.db_table, as_of.isoformat(), ", ".join(["(%s)"] * len(keys))
    last = f"FROM {table} WHERE scope = given.column1 AND since <= %s ORDER BY since DESC LIMIT 1"
    true = "until IS NULL OR until > %s"
    if connection.vendor == "postgresql":
        found = f"(VALUES {each}) AS given CROSS JOIN LATERAL (SELECT * {last}) AS kept"
        return f"{found} WHERE ({true})", [*keys, day, day]
    # SQLite joins to no subquery of the row beside it: rows are found by their keys once more.
    among = f"id IN (SELECT (SELECT id {last}) FROM (VALUES {each}) AS given)"  # noqa: S608  (names of our own)
    return f"{table} WHERE {among} AND ({true})", [day, *keys, day]


def _shift(found: Ready, moves: Moves, times: int) -> None:
    """Move what grew old or late in the days between the last count and the day asked for."""
    for scopes, days in alike(moves, among=found):
        for scope in scopes:
            cells, reports = found[scope]
            found[scope] = (_moved(cells, days.values(), times), reports)


def _moved(cells: Counts, moves: Iterable[Move], times: int) -> Counts:
    for move in moves:
        cells = {code: cells.get(code, 0) + times * move.cells[code] for code in {*cells, *move.cells}}
    return {code: n for code, n in cells.items() if n}


def first_day(scope: str) -> datetime.date | None:
    """The first day on which a scope with a history counted anything; None when it never did. One query."""
    # Django takes longer to put an aggregate together than the database to find the first row.
    found = rows.tuples(f"SELECT MIN(since) FROM {Tally._meta.db_table} WHERE scope = %s", [scope])  # noqa: S608
    return _day(found[0][0])


def by_status_on_days(scope: str, days: list[datetime.date]) -> list[tuple[datetime.date, Counts]]:
    """Commitments of a scope with a history by status at the end of each of these days. One query."""
    return _on_days(scope, days, "by_status")


def cells_on_days(scope: str, days: list[datetime.date]) -> list[tuple[datetime.date, Counts]]:
    """Cells of a scope with a history at the end of each of these days. Two queries, or three after midnight."""
    kept = _on_days(scope, days, "cells")
    counted_on = PublicVersion.objects.values_list("counted_on", flat=True).get(pk=1)
    if not days or counted_on is None or counted_on >= max(days):
        return kept
    moved = [at for _scopes, at in alike(turned(counted_on, max(days)), among={scope})]
    since = moved[0] if moved else {}
    return [(day, _moved(cells, [move for at, move in since.items() if at <= day], 1)) for day, cells in kept]


def _on_days(scope: str, days: list[datetime.date], column: str) -> list[tuple[datetime.date, Counts]]:
    if not days:
        return []
    table, is_postgresql = Tally._meta.db_table, connection.vendor == "postgresql"
    day = "CAST(days.column1 AS date)" if is_postgresql else "days.column1"
    row = f"SELECT {column} FROM {table} WHERE scope = %s AND since <= {day} ORDER BY since DESC LIMIT 1"  # noqa: S608
    values = ", ".join(["(%s)"] * len(days))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT days.column1, ({row}) FROM (VALUES {values}) AS days",  # noqa: S608  (names of our own)
            [scope, *(day.isoformat() for day in days)],
        )
        found = dict(cursor.fetchall())
    return [(day, _loaded(found[day.isoformat()])) for day in days]


def _day(value: Any) -> datetime.date | None:
    return datetime.date.fromisoformat(value) if isinstance(value, str) else value


def _loaded(counts: Any) -> Counts:
    return (json.loads(counts) if isinstance(counts, str) else counts) or {}
