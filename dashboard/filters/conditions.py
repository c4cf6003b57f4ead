"""Conditions on the days of statuses and reports: how fresh a date is, and the scopes that filters ask for."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import Case, CharField, Q, Value, When

from progress.freshness import Freshness, ageing_cutoff, stale_cutoff
from recommendations.models import Edition, ResponseArea
from stakeholders.models import ImplementationStatus, Organisation

from .fields import CROSS_CUTTING, NO_REPORT

STATUS_VALUES = (*ImplementationStatus.values, NO_REPORT)


def place_keys(chosen: Mapping[str, Any]) -> list[str] | None:
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


SCOPES: dict[str, Callable[[Any], str]] = {
    "recommendation": lambda row: f"recommendation:{row.pk}",
    # Led or joined by an organisation of that kind, from that country, as it was on the day.
    "actor_type": lambda value: f"actor:{value}",
    "country": lambda country: f"country:{country.code}",
}


def scope_keys(chosen: Mapping[str, Any]) -> list[list[str]]:
    """The scopes that the filters ask for: of each list at least one."""
    places = place_keys(chosen)
    return [
        *([places] if places is not None else []),
        *([scope(value) for value in chosen[name]] for name, scope in SCOPES.items() if chosen.get(name)),
        *([organisation_keys(chosen["organisation"])] if chosen.get("organisation") else []),
    ]


def organisation_keys(organisations: Iterable[Organisation]) -> list[str]:
    """The scopes of these organisations, and of those merged into them: before that, they counted by themselves."""
    keys = [pk for row in organisations for pk in (row.pk, *(one.pk for one in row.merged.all()))]
    return [f"organisation:{pk}" for pk in keys]


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
