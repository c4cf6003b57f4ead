"""Moving the ready counts along with the standings, and with the days.

A standing that begins or ends, and one that grows old or late as days pass, moves one commitment from a cell to
another from a certain day on. Such moves are posted here; the rows of ``progress.models.Tally`` from that day on change
by them. ``progress.counting`` reads them; ``progress.recounting`` works all of them out again.
"""

from __future__ import annotations

import datetime
import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from django.db import connection
from django.db.models import Q

from progress.cells import NUMBER, STATUS, Facts, turns
from progress.freshness import ageing_cutoff, stale_cutoff
from progress.models import PublicVersion, Standing, Tally
from progress.overdue import ENDED
from progress.scopes import counts_reports, has_history, only_counts, tally_keys
from stakeholders.models import Visibility

BATCH = 100
Counts = dict[str, int]
TURNING = ("visibility", "implementation_status", "health", "evidence_strength", "reported_on", "due_on", "scopes")


@dataclass
class Move:
    """What changes in one scope on one day."""

    cells: Counter[str] = field(default_factory=Counter)
    reports: Counter[str] = field(default_factory=Counter)


Moves = dict[str, dict[datetime.date, Move]]  # by scope and day


def no_moves() -> Moves:
    """An empty collection to add moves to."""
    return defaultdict(lambda: defaultdict(Move))


def keys_of(facts: Facts) -> list[str]:
    """Every scope that counts a standing with these facts."""
    return tally_keys(facts["scopes"], is_public=facts["visibility"] == Visibility.PUBLIC)


def stood(moves: Moves, facts: Facts, *, since: datetime.date, until: datetime.date, times: int = 1) -> None:
    """Add what a standing with ``facts`` brings from ``since`` on, seen up to the day ``until``; -1 takes it away."""
    keys, before = keys_of(facts), ""
    full = [key for key in keys if not only_counts(key)]
    for key in filter(counts_reports, keys):
        moves[key][since].reports.update({cell: n * times for cell, n in facts["report_cells"].items()})
    for key in set(keys) - set(full):
        moves[key][since].cells[NUMBER] += times
    for day, cell in turns(facts, since=since, until=until):
        for key in full:
            cells = moves[key][day].cells
            cells[cell] += times
            if before:
                cells[before] -= times
        before = cell


def _added(counts: Counts, more: Counter[str]) -> Counts:
    found = dict(counts)
    for key, n in more.items():
        if count := found.get(key, 0) + n:
            found[key] = count
        else:
            found.pop(key, None)
    return found


def by_status(cells: Counts) -> Counts:
    """Cells added up by status."""
    found: Counter[str] = Counter()
    for cell, count in cells.items():
        if cell != NUMBER:
            found[STATUS[int(cell[0])]] += count
    return dict(sorted(found.items()))


@dataclass
class Ledger:
    """The rows of one scope from the first day of some moves on, oldest first, and what became of them."""

    scope: str
    rows: list[Tally]
    changed: dict[datetime.date, Tally] = field(default_factory=dict)

    def post(self, day: datetime.date, move: Move) -> None:
        """Add a move to every row from ``day`` on; the row that spans the day is parted there."""
        if not has_history(self.scope):
            day = self.rows[0].since if self.rows else day
        self._part(day)
        for row in self.rows:
            if row.since >= day:
                row.cells, row.reports = _added(row.cells, move.cells), _added(row.reports, move.reports)
                self.changed[row.since] = row

    def _part(self, day: datetime.date) -> None:
        place = sum(row.since < day for row in self.rows)
        if place < len(self.rows) and self.rows[place].since == day:
            return
        before = self.rows[place - 1] if place else None
        until = before.until if before else (self.rows[place].since if place < len(self.rows) else None)
        row = Tally(
            scope=self.scope,
            since=day,
            until=until,
            cells=dict(before.cells) if before else {},
            reports=dict(before.reports) if before else {},
        )
        if before:
            before.until = day
            self.changed[before.since] = before
        self.rows.insert(place, row)
        self.changed[day] = row


def _ledgers(moves: Moves) -> list[Ledger]:
    first = {scope: min(days) for scope, days in moves.items()}
    ledgers = {scope: Ledger(scope, []) for scope in moves}
    places = ", ".join(["%s"] * len(moves))
    open_rows = f"SELECT * FROM {Tally._meta.db_table} WHERE until IS NULL AND scope IN ({places})"  # noqa: S608
    for row in Tally.objects.raw(open_rows, list(moves)):
        ledgers[row.scope].rows.append(row)
    # Mostly things change today, and the open row is all there is to change.
    earlier = {scope: day for scope, day in first.items() if any(day < row.since for row in ledgers[scope].rows)}
    if earlier:
        closed = Tally.objects.filter(scope__in=earlier, until__gt=min(earlier.values()))
        for row in closed.order_by("-since"):
            if row.until is not None and row.until > earlier[row.scope]:
                ledgers[row.scope].rows.insert(0, row)
    return list(ledgers.values())


def post(moves: Moves) -> None:
    """Write the moves. Two queries, however many scopes there are; call with the public version locked."""
    moves = {scope: _real(days) for scope, days in moves.items()}
    moves = {scope: days for scope, days in moves.items() if days}
    if not moves:
        return
    rows: list[Tally] = []
    for ledger in _ledgers(moves):
        for day in sorted(moves[ledger.scope]):
            ledger.post(day, moves[ledger.scope][day])
        rows += ledger.changed.values()
    for row in rows:
        row.by_status = by_status(row.cells)
    for start in range(0, len(rows), BATCH):
        _write(rows[start : start + BATCH])


def _write(rows: Sequence[Tally]) -> None:
    """Insert these rows, or bring those that are there to what they say."""
    values = ", ".join(["(%s, %s, %s, %s, %s, %s)"] * len(rows))
    statement = (
        f"INSERT INTO {Tally._meta.db_table} (scope, since, until, cells, reports, by_status) VALUES {values}"  # noqa: S608
        " ON CONFLICT (scope, since) DO UPDATE SET until = excluded.until, cells = excluded.cells,"
        " reports = excluded.reports, by_status = excluded.by_status"
    )
    days, params = connection.ops.adapt_datefield_value, []
    for row in rows:
        params += [row.scope, days(row.since), days(row.until)]
        params += map(json.dumps, (row.cells, row.reports, row.by_status))
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


def _real(days: dict[datetime.date, Move]) -> dict[datetime.date, Move]:
    """Only what moves something: a commitment that leaves a cell and comes back has not moved."""
    return {day: move for day, move in days.items() if any(move.cells.values()) or any(move.reports.values())}


# --- As the days pass -----------------------------------------------------------------------------------


def turning(after: datetime.date, upto: datetime.date) -> Q:
    """Open standings whose freshness or lateness changes on one of the days behind ``after`` up to ``upto``."""
    aged = Q(reported_on__gt=ageing_cutoff(after), reported_on__lte=ageing_cutoff(upto))
    stale = Q(reported_on__gt=stale_cutoff(after), reported_on__lte=stale_cutoff(upto))
    late = Q(due_on__gte=after, due_on__lt=upto) & ~Q(implementation_status__in=ENDED)
    return Q(until__isnull=True) & (aged | stale | late)


def turned(after: datetime.date, upto: datetime.date, **only: Any) -> Moves:
    """What the days behind ``after`` up to ``upto`` move by themselves; ``only`` narrows the standings."""
    moves = no_moves()
    rows = Standing.objects.filter(turning(after, upto), **only).order_by()
    for row in rows.values(*TURNING).iterator(chunk_size=2000):
        keys = [key for key in keys_of(row) if not only_counts(key)]
        course = list(turns(row, since=after, until=upto))
        for (_day, before), (day, cell) in pairwise(course):
            for key in keys:
                moves[key][day].cells[cell] += 1
                moves[key][day].cells[before] -= 1
    return moves


def settle(version: PublicVersion, *, on: datetime.date) -> None:
    """Bring every open tally to the day ``on``, with a row for each day on which one changed.

    Call with ``version`` locked. Does nothing when the counts are as far already, or are left to a loader.
    """
    if version.counted_on is None or version.counted_on >= on:
        return
    post(turned(version.counted_on, on))
    PublicVersion.objects.filter(pk=version.pk).update(counted_on=on)
    version.counted_on = on
