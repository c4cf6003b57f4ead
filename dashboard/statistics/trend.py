"""How the commitments moved over time: their number by status at the end of each month of the record."""

from __future__ import annotations

import datetime
from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count
from django.db.models.functions import TruncMonth

from dashboard.filters import NO_REPORT, Selection
from dashboard.filters.selection import CHANGES_WITH_THE_DAY
from ledger.counting import by_status, first_day

from .breakdown import STATUSES
from .precomputed import key_for, states_under


@dataclass(frozen=True)
class TrendPoint:
    """Commitments by status at the end of ``day``."""

    day: datetime.date
    status: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.status.values())


def month_ends(first: datetime.date, last: datetime.date) -> list[datetime.date]:
    """The last day of each month from that of ``first`` on; the last point is ``last`` itself."""
    days, year, month = [], first.year, first.month
    while (end := datetime.date(year, month, monthrange(year, month)[1])) < last:
        days.append(end)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return [*days, last]


def trend(selection: Selection) -> list[TrendPoint] | None:
    """One point a month up to the day of the selection; empty before the first record. At most three queries.

    None when a filter asks something that changes as days pass without any report (freshness, overdue) and the ledger
    does not hold it: the months before cannot be answered then.
    """
    key = key_for("all", selection)
    if key:
        return _precomputed(selection, key)
    return None if CHANGES_WITH_THE_DAY & set(selection.chosen) else _counted(selection)


def _point(day: datetime.date, counts: Mapping[str, int]) -> TrendPoint:
    return TrendPoint(day, {status: counts.get("" if status == NO_REPORT else status, 0) for status in STATUSES})


def _precomputed(selection: Selection, key: str) -> list[TrendPoint]:
    begun = first_day(key)
    if begun is None or begun > selection.on:
        return []
    found = by_status(key, month_ends(begun, selection.on), **states_under(selection.chosen))
    return [_point(day, counts) for day, counts in found.items()]


def _counted(selection: Selection) -> list[TrendPoint]:
    rows = selection.history()
    begun = _changes(rows.filter(valid_from__lte=selection.on), "valid_from")
    ended = _changes(rows.filter(valid_to__lte=selection.on), "valid_to")
    if not begun:
        return []
    counts: Counter[str] = Counter()
    points = []
    for day in month_ends(min(begun), selection.on):
        month = day.replace(day=1)
        counts.update(begun.get(month, {}))
        counts.subtract(ended.get(month, {}))
        points.append(_point(day, counts))
    return points


def _changes(rows, column: str) -> dict[datetime.date, Counter[str]]:
    """How many rows begin (or end) in each month, by status."""
    found: dict[datetime.date, Counter[str]] = {}
    groups: Iterable = (
        rows.annotate(month=TruncMonth(column))
        .order_by()
        .values_list("month", "implementation_status")
        .annotate(n=Count("pk"))
    )
    for month, status, count in groups:
        found.setdefault(month, Counter())[status] += count
    return found
