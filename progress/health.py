"""Health says whether work is likely to arrive, so it is counted, listed and shown for open work alone.

The only place that knows: a report of work that has come to its end may state a health; nobody is shown it.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Case, CharField, F, Q, Value, When

from progress.overdue import ENDED


def open_health(status: str, health: str) -> str:
    """The health that counts beside this status: empty once the work is completed, withdrawn or superseded."""
    return "" if status in ENDED else health


def health_column() -> Case:
    """The same of each report, worked out by the database."""
    ended = When(implementation_status__in=ENDED, then=Value(""))
    return Case(ended, default=F("health"), output_field=CharField())


def health_is(values: Iterable[str]) -> Q:
    """The condition for a report to count as one of these."""
    return Q(health__in=values) & ~Q(implementation_status__in=ENDED)
