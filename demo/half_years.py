"""The reporting periods of the demo: a half-year each."""

from __future__ import annotations

import datetime

from django.utils import timezone

from progress.models import PeriodState, ReportingPeriod
from stakeholders.changes import record


def noon(day: datetime.date) -> datetime.datetime:
    """Midday of ``day`` in the site's time zone."""
    return datetime.datetime.combine(day, datetime.time(12), timezone.get_default_timezone())


def half_years(*, on: datetime.date, count: int = 6) -> list[tuple[datetime.date, datetime.date]]:
    """The last ``count`` half-years that had ended on ``on``, oldest first, as (first day, last day)."""
    first = datetime.date(on.year, 1 if on.month <= 6 else 7, 1)
    spans = []
    for _number in range(count):
        last = first - datetime.timedelta(days=1)
        first = datetime.date(last.year, 1 if last.month <= 6 else 7, 1)
        spans.append((first, last))
    return spans[::-1]


def make_periods(*, on: datetime.date) -> list[ReportingPeriod]:
    """A period a half-year. The last two are open: one overdue, one due in nine days."""
    spans = half_years(on=on)
    made = []
    for number, (first, last) in enumerate(spans):
        left = len(spans) - number
        due = {1: on + datetime.timedelta(days=9), 2: on - datetime.timedelta(days=40)}.get(
            left, last + datetime.timedelta(days=45)
        )
        name = f"{'January–June' if first.month == 1 else 'July–December'} {first.year}"
        state = "open" if left <= 2 else "closed"
        period = ReportingPeriod(name=name, starts_on=first, ends_on=last, due_on=due, state=state)
        keep_period(period)
        made.append(period)
    return made


def keep_period(period: ReportingPeriod) -> None:
    """Store a period as it would stand by now: an open one was opened on its last day, a closed one closed two weeks
    after its reports were due.
    """
    day = period.due_on + datetime.timedelta(days=14) if period.state == PeriodState.CLOSED else period.ends_on
    record(period, by=None, at=noon(day))
