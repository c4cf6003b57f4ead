"""What the history of a commitment posts to the ledger: how it stands from a day on, in everything that counts it."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from ledger.states import State
from progress.freshness import Freshness, ages_on, stales_on
from progress.overdue import late_from
from progress.scopes import answered_in, counted_in, counts_reports, reports_in
from stakeholders.models import Visibility

Postings = Counter[tuple[str, datetime.date, State]]
COUNTED = State()  # where nothing is told apart


class Scopes(NamedTuple):
    """Every scope that counts a commitment, by what it counts of it."""

    by_state: tuple[str, ...]  # how it stands
    answers: tuple[str, ...]  # that it is there
    reports: tuple[str, ...]  # what its published reports state


def scopes_of(fields: Mapping[str, Any]) -> Scopes:
    """The scopes that count a commitment with these computed fields."""
    return _scopes_of(tuple(fields["scopes"]), fields["visibility"] == Visibility.PUBLIC)


@lru_cache(maxsize=4096)
def _scopes_of(keys: tuple[str, ...], is_public: bool) -> Scopes:
    by_state = tuple(counted_in(keys, is_public=is_public))
    answers = tuple(answered_in(keys, is_public=is_public))
    return Scopes(by_state, answers, tuple(reports_in(key) for key in by_state if counts_reports(key)))


def states(fields: Mapping[str, Any], *, since: datetime.date) -> Iterator[tuple[datetime.date, State]]:
    """How a commitment with these fields stands on the day ``since``, and each way in which it will while nothing but
    days passes: it ages, becomes stale, becomes overdue. Each with the day on which it begins, in order.
    """
    reported, late = fields["reported_on"], late_from(fields["due_on"], fields["implementation_status"])
    aged, stale = (ages_on(reported), stales_on(reported)) if reported else (None, None)
    transitions = {day for day in (aged, stale, late) if day and day > since}
    for day in (since, *sorted(transitions)):
        yield (
            day,
            State(
                status=fields["implementation_status"],
                health=fields["health"],
                evidence=fields["evidence_strength"],
                freshness=_freshness(day, aged, stale),
                overdue=late is not None and day >= late,
            ),
        )


def _freshness(day: datetime.date, aged: datetime.date | None, stale: datetime.date | None) -> str:
    if aged is None or stale is None:
        return Freshness.NONE.value
    if day >= stale:
        return Freshness.STALE.value
    return Freshness.AGEING.value if day >= aged else Freshness.FRESH.value


def state_on(fields: Mapping[str, Any], day: datetime.date) -> State:
    """How a commitment with these fields stands on one day."""
    return next(states(fields, since=day))[1]


def reports_by_state(fields: Mapping[str, Any]) -> Iterator[tuple[State, int]]:
    """How many published reports of a commitment state what."""
    for status, by_health in fields["report_counts"].items():
        for health, n in by_health.items():
            yield State(status=status, health=health), n


def add(
    postings: Postings,
    fields: Mapping[str, Any],
    *,
    since: datetime.date,
    times: int = 1,
    days: tuple[datetime.date, datetime.date] = (datetime.date.min, datetime.date.max),
) -> None:
    """Count a commitment with these fields from the day ``since`` on; ``times=-1`` counts it no longer, nor what it
    would have become on later days. ``days``: only what is posted from the first of them on and before the other.
    """
    first, end = days
    scopes = scopes_of(fields)
    if first <= since < end:
        for scope in scopes.answers:
            postings[scope, since, COUNTED] += times
        for state, n in reports_by_state(fields):
            for scope in scopes.reports:
                postings[scope, since, state] += n * times
    before: State | None = None
    for day, state in states(fields, since=since):
        if first <= day < end:
            for scope in scopes.by_state:
                postings[scope, day, state] += times
                if before:
                    postings[scope, day, before] -= times
        before = state
