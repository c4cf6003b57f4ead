"""Opening balances, month by month: they make the sums short and no sum other than it is."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.db import transaction
from django.db.models import Max, Min, Sum

from ledger.models import Balance, Entry

ROWS = 5000  # written in one statement


def following(month: datetime.date) -> datetime.date:
    """The first day of the month behind the one that begins on ``month``."""
    return (month + datetime.timedelta(days=32)).replace(day=1)


def missing(*, until: datetime.date) -> Iterator[datetime.date]:
    """The months behind the last with balances, and before the day ``until`` has passed, that have none yet."""
    last = Balance.objects.aggregate(month=Max("month"))["month"]
    first = last or Entry.objects.aggregate(day=Min("day"))["day"]
    month = following(first.replace(day=1)) if first else until + datetime.timedelta(days=1)
    while month <= until:
        yield month
        month = following(month)


@transaction.atomic
def write_missing(*, until: datetime.date) -> int:
    """Write the balances of the months that have begun by ``until`` and have none; return how many months.

    Call under the lock that ``posting.post`` is called under. Side effect: entries that came to nothing are deleted.
    """
    months = list(missing(until=until))
    for month in months:
        write(month)
    Entry.objects.filter(n=0).delete()
    return len(months)


@transaction.atomic
def write(month: datetime.date) -> None:
    """Write the balances of one month, of every scope, from the last ones before it and the entries since."""
    before = Balance.objects.filter(month__lt=month).aggregate(month=Max("month"))["month"]
    sums: dict[tuple[str, int], int] = {}
    if before:
        sums = {(scope, cell): n for scope, cell, n in _rows(Balance.objects.filter(month=before))}
    entries = Entry.objects.filter(day__lt=month, **({"day__gte": before} if before else {}))
    for scope, cell, n in _rows(entries):
        sums[scope, cell] = sums.get((scope, cell), 0) + n
    _write(month, sums)


def _write(month: datetime.date, sums: dict[tuple[str, int], int]) -> None:
    Balance.objects.filter(month=month).delete()
    Balance.objects.bulk_create(
        (Balance(scope=scope, month=month, cell_id=cell, n=n) for (scope, cell), n in sums.items() if n),
        batch_size=ROWS,
    )


def _rows(rows) -> Iterator[tuple[str, int, int]]:
    return rows.order_by().values_list("scope", "cell_id").annotate(sum=Sum("n")).iterator(chunk_size=ROWS)


@transaction.atomic
def rebuild() -> int:
    """Compare every balance with the entries before it and mend those that differ; return how many did."""
    wrong = 0
    begun: datetime.date | None = None
    sums: dict[tuple[str, int], int] = {}
    for month in Balance.objects.order_by("month").values_list("month", flat=True).distinct():
        for scope, cell, n in _rows(Entry.objects.filter(day__gte=begun or datetime.date.min, day__lt=month)):
            sums[scope, cell] = sums.get((scope, cell), 0) + n
        stored = {(scope, cell): n for scope, cell, n in _rows(Balance.objects.filter(month=month))}
        if found := sum(stored.get(key, 0) != sums.get(key, 0) for key in stored.keys() | sums.keys()):
            wrong += found
            _write(month, sums)
        begun = month
    return wrong
