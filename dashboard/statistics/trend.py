"""How the commitments moved over time: their number by status at the end of each month of the record."""

from __future__ import annotations

import datetime
from calendar import monthrange
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count
from django.db.models.functions import TruncMonth

from dashboard.filters import NO_REPORT, Selection
from dashboard.filters.selection import CHANGES_WITH_THE_DAY

from .breakdown import STATUSES


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
    """One point a month up to the day of the selection, in two grouped queries; empty before the first record.

    None when a filter asks something that changes as days pass without any report (freshness, overdue): the months
    before cannot be answered by it.
    """
    if CHANGES_WITH_THE_DAY & set(selection.chosen):
        return None
    rows = selection.history()
    begun = _changes(rows.filter(since__lte=selection.on), "since")
    ended = _changes(rows.filter(until__lte=selection.on), "until")
    if not begun:
        return []
    counts: Counter[str] = Counter()
    points = []
    for day in month_ends(min(begun), selection.on):
        month = day.replace(day=1)
        counts.update(begun.get(month, {}))
        counts.subtract(ended.get(month, {}))
        points.append(TrendPoint(day, {status: counts[status] for status in STATUSES}))
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
        found.setdefault(month, Counter())[status or NO_REPORT] += count
    return found
