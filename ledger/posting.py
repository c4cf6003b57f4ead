"""Writing entries. The only place that changes what was counted, beside ``rebuilding``."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection, transaction

from ledger.models import Balance, Cell, Entry
from ledger.states import State

Moves = Mapping[tuple[str, datetime.date, State], int]  # by how much, by scope, day and state
ROWS = 1000  # in one statement


def cell_keys(states: Iterable[State]) -> dict[State, int]:
    """The key of the cell of each of these states. Side effect: those that were never met get one."""
    wanted = set(states)
    found = _known()
    if missing := wanted - found.keys():
        Cell.objects.bulk_create([Cell(**state._asdict()) for state in missing], ignore_conflicts=True)
        found = _known()
    return {state: found[state] for state in wanted}


def _known() -> dict[State, int]:
    return {State(*values): pk for pk, *values in Cell.objects.values_list("pk", *State._fields)}


@transaction.atomic(savepoint=False)
def post(moves: Moves) -> None:
    """Add the moves to the entries of their days; moves that come to nothing are left out.

    Side effect: balances of later months are dropped, because they no longer hold. Whoever posts holds a lock that
    ``balances.write`` is called under as well: of two that cross, a balance would miss the other's entries.
    """
    wanted = {key: n for key, n in moves.items() if n}
    if not wanted:
        return
    cells = cell_keys(state for _scope, _day, state in wanted)
    add_rows([(scope, day, cells[state], n) for (scope, day, state), n in sorted(wanted.items())])
    Balance.objects.filter(month__gt=min(day for _scope, day, _state in wanted)).delete()


def add_rows(rows: list[tuple[str, datetime.date, int, int]]) -> None:
    """Insert rows of scope, day, cell and number, or add to those that are there.

    By hand, because ``bulk_create`` can only put one number in another's place; it also takes five times as long.
    """
    for start in range(0, len(rows), ROWS):
        _upsert(rows[start : start + ROWS])


def _upsert(rows: list[tuple[str, datetime.date, int, int]]) -> None:
    table, places = Entry._meta.db_table, ", ".join(["(%s, %s, %s, %s)"] * len(rows))
    values: list[Any] = [value for row in rows for value in row]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (scope, day, cell_id, n) VALUES {places}"  # noqa: S608  (our own name; values apart)
            f" ON CONFLICT (scope, day, cell_id) DO UPDATE SET n = {table}.n + excluded.n",
            values,
        )
