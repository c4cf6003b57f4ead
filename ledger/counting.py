"""Reading counts: of any day, past, now or to come, the sum of the entries up to it."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from django.db.models import DateField, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from ledger.models import Balance, Entry
from ledger.states import State

Key = TypeVar("Key", bound=Hashable)
ONE_DAY = datetime.timedelta(days=1)


def counts(scopes: Iterable[str], *, on: datetime.date, **states: Any) -> dict[str, dict[State, int]]:
    """How many of each scope stood in each state at the end of the day ``on``; scopes that count none are left out.

    ``states`` narrows them to some states, as a lookup of ``Cell``: ``status__in=["completed"]``. One query.
    """
    found: dict[str, Counter[State]] = defaultdict(Counter)
    for scope, *values, n in _summed(scopes, on, states, "scope", *(f"cell__{name}" for name in State._fields)):
        found[scope][State(*values)] += n
    return {scope: kept for scope, counted in found.items() if (kept := _without_zeros(counted))}


def totals(scopes: Iterable[str], *, on: datetime.date, **states: Any) -> dict[str, int]:
    """How many of each scope stood in these states at the end of the day; scopes that count none are left out. One
    query, and a row a scope behind it: hundreds may be asked for.
    """
    found: Counter[str] = Counter()
    for scope, n in _summed(scopes, on, states, "scope"):
        found[scope] += n
    return _without_zeros(found)


def by_status(scope: str, days: Sequence[datetime.date], **states: Any) -> dict[datetime.date, dict[str, int]]:
    """How many of a scope stood in each status at the end of each of these days, which are in order.

    The days before a month that has balances are read there, all in one query; the others in one more.
    """
    opened = Balance.objects.filter(scope=scope, month__in=[day + ONE_DAY for day in days], **_of_cell(states))
    found: dict[datetime.date, Counter[str]] = defaultdict(Counter)
    for month, status, n in opened.order_by().values_list("month", "cell__status").annotate(sum=Sum("n")):
        found[month - ONE_DAY][status] = n
    if others := [day for day in days if day not in found]:
        found |= _added_day_by_day(scope, others, states)
    return {day: _without_zeros(found[day]) for day in days}


def _added_day_by_day(
    scope: str, days: Sequence[datetime.date], states: dict[str, Any]
) -> dict[datetime.date, Counter[str]]:
    found, so_far = {}, Counter[str]()
    balances, entries = _since_the_last_balance([scope], days[0], days[-1], states)
    one, other = (
        rows.order_by().values_list(column, "cell__status").annotate(sum=Sum("n"))
        for rows, column in ((balances, "month"), (entries, "day"))
    )
    changes = sorted(one.union(other, all=True))
    at = 0
    for day in days:
        while at < len(changes) and changes[at][0] <= day:
            so_far[changes[at][1]] += changes[at][2]
            at += 1
        found[day] = so_far.copy()
    return found


def first_day(scope: str) -> datetime.date | None:
    """The first day on which a scope counted anything; None when it never did. One query."""
    days = Entry.objects.filter(scope=scope).exclude(n=0).order_by("day")
    return days.values_list("day", flat=True).first()


def _of_cell(states: dict[str, Any]) -> dict[str, Any]:
    return {f"cell__{name}": value for name, value in states.items()}


def _summed(scopes: Iterable[str], on: datetime.date, states: dict[str, Any], *columns: str) -> QuerySet:
    """Sums by ``columns`` up to a day, in one query: of balances and of entries, so perhaps in two rows each."""
    one, other = (
        rows.order_by().values_list(*columns).annotate(sum=Sum("n"))
        for rows in _since_the_last_balance(scopes, on, on, states)
    )
    return one.union(other, all=True)


def _since_the_last_balance(
    scopes: Iterable[str], first: datetime.date, last: datetime.date, states: dict[str, Any]
) -> tuple[QuerySet[Balance], QuerySet[Entry]]:
    """The last balances that there are on the day ``first``, and the entries from there up to the day ``last``."""
    month = Balance.objects.filter(month__lte=first).order_by("-month").values("month")[:1]
    opened = Coalesce(Subquery(month), Value(datetime.date.min), output_field=DateField())
    among = {"scope__in": sorted(set(scopes)), **_of_cell(states)}
    return (
        Balance.objects.filter(month=opened, **among),
        Entry.objects.filter(day__gte=opened, day__lte=last, **among),
    )


def _without_zeros(counted: Mapping[Key, int]) -> dict[Key, int]:
    return {key: n for key, n in counted.items() if n}
