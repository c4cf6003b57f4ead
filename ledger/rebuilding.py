"""Comparing what is stored with what must be, and mending it."""

from __future__ import annotations

import datetime

from django.db import transaction

from ledger.models import Balance, Entry
from ledger.posting import Moves, add_rows, cell_keys

ROWS = 5000  # read at once
Key = tuple[str, datetime.date, int]


@transaction.atomic
def bring(true: Moves, *, since: datetime.date, before: datetime.date) -> int:
    """Make the entries of the days from ``since`` on and before ``before`` those of ``true``; return how many differed.

    Call under the lock that ``posting.post`` is called under. Side effects: entries that came to nothing are deleted;
    where any differed, later balances are dropped.
    """
    cells = cell_keys(state for _scope, _day, state in true)
    missing = {(scope, day, cells[state]): n for (scope, day, state), n in true.items() if n}
    wrong: list[Key] = []
    stored = Entry.objects.filter(day__gte=since, day__lt=before)
    stored.filter(n=0).delete()
    for scope, day, cell, n in stored.values_list("scope", "day", "cell_id", "n").iterator(chunk_size=ROWS):
        if missing.get((scope, day, cell)) == n:
            del missing[scope, day, cell]
        else:
            wrong.append((scope, day, cell))
    differing = len(missing.keys() | set(wrong))
    if differing:
        _replace(wrong, missing)
        Balance.objects.filter(month__gt=since).delete()
    return differing


def _replace(wrong: list[Key], missing: dict[Key, int]) -> None:
    for start in range(0, len(wrong), 500):
        Entry.objects.filter(pk__in=wrong[start : start + 500]).delete()
    add_rows(sorted((*key, n) for key, n in missing.items()))  # what is read together lies together
