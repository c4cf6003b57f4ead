"""What each filter asks of a standing: one small function a parameter, from cleaned values to a condition.

Every page, export, chart and API answer counts and lists through these, so that a number and the list behind it
cannot disagree. What depends on the day takes it.
"""

from __future__ import annotations

import datetime
import operator
from collections.abc import Callable
from functools import reduce
from typing import Any

from django.db.models import Case, CharField, Q, Value, When

from progress.freshness import Freshness, ageing_cutoff, stale_cutoff
from progress.overdue import is_overdue
from recommendations.models import Edition, ResponseArea
from search.queries import SearchQuery
from stakeholders.models import ImplementationStatus

from .fields import CROSS_CUTTING, NO_REPORT
from .scopes import in_scopes

STATUS_VALUES = (*ImplementationStatus.values, NO_REPORT)


def place_keys(chosen: dict[str, Any]) -> list[str] | None:
    """The scope keys that ``edition`` and ``area`` ask for together; None when neither was asked for.

    An area belongs to an edition: with both given, only that edition's areas of that name count.
    """
    editions: list[Edition] = chosen.get("edition") or []
    areas: list[ResponseArea | str] = chosen.get("area") or []
    if not areas:
        return [f"edition:{edition.pk}" for edition in editions] or None
    allowed = {edition.pk for edition in editions}
    keys = [f"area:{a.pk}" for a in areas if isinstance(a, ResponseArea) and (not allowed or a.edition_id in allowed)]
    if CROSS_CUTTING in areas:
        pks = sorted(allowed) or list(Edition.objects.public().order_by("pk").values_list("pk", flat=True))
        keys += [f"cross-cutting:{pk}" for pk in pks]
    return keys


def _text(query: SearchQuery, on: datetime.date) -> Q:
    # What has been made private since has left the index, and answers to a search for its words on no day.
    return query.condition("commitment_id")


def _status(values: list[str], on: datetime.date) -> Q:
    return Q(implementation_status__in=["" if value == NO_REPORT else value for value in values])


def freshness_is(value: str, on: datetime.date, column: str = "reported_on") -> Q:
    """The condition for a date column to be fresh, ageing, stale or empty on ``on``."""
    ageing, stale = ageing_cutoff(on), stale_cutoff(on)
    return {
        Freshness.FRESH: Q(**{f"{column}__gt": ageing}),
        Freshness.AGEING: Q(**{f"{column}__gt": stale, f"{column}__lte": ageing}),
        Freshness.STALE: Q(**{f"{column}__lte": stale}),
        Freshness.NONE: Q(**{f"{column}__isnull": True}),
    }[Freshness(value)]


def freshness_case(on: datetime.date) -> Case:
    """The freshness on ``on`` as a column to group by; without a date it is ``none``."""
    return Case(
        When(reported_on__isnull=True, then=Value(Freshness.NONE.value)),
        When(reported_on__lte=stale_cutoff(on), then=Value(Freshness.STALE.value)),
        When(reported_on__lte=ageing_cutoff(on), then=Value(Freshness.AGEING.value)),
        default=Value(Freshness.FRESH.value),
        output_field=CharField(),
    )


def _freshness(values: list[str], on: datetime.date) -> Q:
    return reduce(operator.or_, (_standing_is(value, on) for value in values))


def _standing_is(value: str, on: datetime.date) -> Q:
    """Without a report there is no status either: an index holds that, and not the day of the report."""
    is_so = freshness_is(value, on)
    return is_so & Q(implementation_status="") if value == Freshness.NONE else is_so


def _overdue(value: bool, on: datetime.date) -> Q:
    return is_overdue(on) if value else Q(due_on__isnull=True) | ~is_overdue(on)


CONDITIONS: dict[str, Callable[[Any, datetime.date], Q]] = {
    "q": _text,
    "status": _status,
    "health": lambda values, on: Q(health__in=values),
    "freshness": _freshness,
    "evidence": lambda values, on: Q(evidence_strength__in=values),
    "due_before": lambda day, on: Q(due_on__lt=day),
    "due_after": lambda day, on: Q(due_on__gt=day),
    "overdue": _overdue,
}


KEYS: dict[str, Callable[[Any], str]] = {
    "recommendation": lambda row: f"recommendation:{row.pk}",
    "organisation": lambda row: f"organisation:{row.pk}",
    # Led or joined by an organisation of that kind, from that country, as it was on the day.
    "actor_type": lambda value: f"actor:{value}",
    "country": lambda country: f"country:{country.code}",
}


def scope_keys(chosen: dict[str, Any]) -> list[list[str]]:
    """The scopes that the filters ask for: of each list at least one."""
    places = place_keys(chosen)
    return [
        *([places] if places is not None else []),
        *([key(value) for value in chosen[name]] for name, key in KEYS.items() if chosen.get(name)),
    ]


def condition(chosen: dict[str, Any], on: datetime.date) -> Q:
    """Everything that the chosen filters ask of a standing, as of ``on``."""
    asked = Q()
    for keys in scope_keys(chosen):
        asked &= in_scopes(keys)
    for name, rule in CONDITIONS.items():
        value = chosen.get(name)
        if value not in (None, "", []):
            asked &= rule(value, on)
    return asked
