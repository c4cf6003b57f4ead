"""What nobody has committed to."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dashboard.caching import published_page
from dashboard.citations import citation_of
from dashboard.filters import DashboardFilters, Selection, read
from dashboard.statistics import AreaGaps, asked_in, gaps
from dashboard.texts import cross_cutting, show
from dashboard.views.listing import around
from recommendations.models import ActorType

PATH = "/gaps/"


def matrix(groups: list[AreaGaps], actor_types: list[str]) -> list[tuple[AreaGaps, list[tuple[str, int, int]]]]:
    """For each area, by actor type: how many recommendations ask it, and for how many nobody of it answers."""
    return [
        (group, [(actor_type, *group.by_actor_type()[actor_type]) for actor_type in actor_types]) for group in groups
    ]


def chosen_actor_types(selection: Selection, groups: list[AreaGaps]) -> list[str]:
    """Actor types that are asked anything here, narrowed by the filter."""
    asked = {actor_type for group in groups for row in group.asked for actor_type in row.actor_types}
    chosen = selection.chosen.get("actor_type") or ActorType.values
    return [value for value in ActorType.values if value in asked and value in chosen]


@published_page
def gap_list(request: HttpRequest) -> HttpResponse:
    """``/gaps/``"""
    filters = read(request, DashboardFilters)
    selection = filters.selection
    # The actor type narrows whom the page asks about; who answers is compared with that anyway.
    groups = gaps(selection.without("actor_type"), asked_in(selection))
    actor_types = chosen_actor_types(selection, groups)
    show((group.area for group in groups), (row.recommendation for group in groups for row in group.asked))
    rows = [row for group in groups for row in group.asked]
    return render(
        request,
        "dashboard/gaps.html",
        {
            **around(filters, PATH, first=("area", "actor_type", "country", "status", "as_of")),
            "groups": groups,
            "matrix": matrix(groups, actor_types),
            "actor_types": [(value, ActorType(value).label) for value in actor_types],
            "labels": dict(ActorType.choices),
            "cross_cutting": cross_cutting(),
            "asked_count": sum(len(set(row.actor_types) & set(actor_types)) for row in rows),
            "missing_count": sum(len(set(row.missing) & set(actor_types)) for row in rows),
            "nobody": [row for row in rows if row.nobody],
            "citation": citation_of(PATH, "", selection),
        },
    )
