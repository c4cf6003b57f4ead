"""Recommendations: the list, and each at its permanent address."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.core.paginator import Page
from django.db.models import Case, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.days import site_day
from dashboard import structured_data
from dashboard.caching import published_page
from dashboard.catalogue import catalogue, these_recommendations
from dashboard.citations import recommendation_citation
from dashboard.filters import RecommendationFilters, Selection, read, read_day
from dashboard.findings import thing_sentences
from dashboard.findings.headings import recommendations_heading
from dashboard.findings.key_numbers import key_numbers
from dashboard.gone import why_edition_archived
from dashboard.navigation import localised
from dashboard.rows import first_commitments
from dashboard.statistics import Breakdown, Gap, breakdowns, gaps
from dashboard.story import story
from dashboard.tagging import tags_of_recommendations
from dashboard.texts import cross_cutting
from dashboard.timeline import catalogue_changes, what_changed
from dashboard.views.errors import gone
from dashboard.views.listing import around, due_calendar, sorts, taken_away
from dashboard.views.missing import Elsewhere, sends_on
from dashboard.views.paging import page_of, read_page, total_on
from recommendations.models import Recommendation
from stakeholders.models import Response, ResponseKind

PATH = "/recommendations/"
SHOWN = 25
CHANGES = 12
# Support first, as the model lists the kinds.
BY_KIND = Case(*[When(response=kind, then=place) for place, kind in enumerate(ResponseKind.values)])


@published_page
def recommendation_list(request: HttpRequest) -> HttpResponse:
    """``/recommendations/``"""
    filters = read(request, RecommendationFilters)
    page = page_of(filters, per_page=50)
    # The counts beside each are of all commitments for it that the commitment filters leave.
    counted = filters.selection.without("q", "actor_type", "tag")
    shown = these_recommendations(row.pk for row in page)
    by_key = {gap.recommendation.pk: gap for group in gaps(counted, shown) for gap in group.gaps}
    scopes = {row.pk: f"recommendation:{row.pk}" for row in page}
    counts = breakdowns(counted, list(scopes.values())) if scopes else {}
    rows = [(by_key[row.pk], counts[scopes[row.pk]]) for row in page]
    return render(
        request,
        "dashboard/recommendation_list.html",
        {
            **around(filters, PATH, first=("q", "area", "actor_type", "status")),
            "counted": counted,
            "page": page,
            "rows": rows,
            "heading": recommendations_heading(total_on(page), _all_gaps(counted, by_key.values())),
            "sorts": sorts(filters, PATH),
            "tags": tags_of_recommendations(row.pk for row in page),
        },
    )


def _all_gaps(counted: Selection, gaps: Iterable[Gap]) -> list[Gap]:
    """The gaps as a finding on everybody who was asked: filters on commitments would make it one on a few of them."""
    return [] if counted.without("edition", "area", "recommendation").narrowed else [*gaps]


def find(reference: str) -> Recommendation:
    """The recommendation of a public edition, archived or not; anything else is not there.

    Raises ``Elsewhere`` for a reference that is written in another case: each page has one address.
    """
    for row in catalogue().recommendations.values():
        if row.reference == reference:
            return row
    for row in catalogue().recommendations.values():
        if row.reference.casefold() == reference.casefold():
            raise Elsewhere(reference, row.reference)
    raise Http404


def selection_of(row: Recommendation, day: Selection) -> Selection:
    """The commitments made for one recommendation, as of the day."""
    return Selection(
        on=day.on,
        as_of=day.as_of,
        chosen={"recommendation": [row]},
        raw={**day.raw, "recommendation": (row.reference,)},
    )


@published_page
@sends_on
def recommendation(request: HttpRequest, reference: str) -> HttpResponse:
    """``/recommendations/<reference>/``"""
    row = find(reference)
    if row.archived_at:
        return gone(request, reason=row.archived_reason, on=site_day(row.archived_at), is_archived=True, text_of=row)
    day = read_day(request, also=("page",))
    responses = _responses(row, day.as_of, request.GET.get("page", "").strip())
    return render(request, "dashboard/recommendation.html", {**context_of(row, day), "responses": responses})


def context_of(row: Recommendation, day: Selection) -> dict[str, Any]:
    selection = selection_of(row, day)
    gap = gaps(selection, [row])[0].gaps[0]
    path = f"{PATH}{row.reference}/"
    counts = breakdowns(selection, ["all", *(f"actor:{one}" for one in gap.actor_types)])
    finding = thing_sentences.of_recommendation(counts["all"], gap)
    return {
        "recommendation": row,
        "structured_data": replace(structured_data.recommendation(row), description=finding),
        "archived_edition": why_edition_archived(row.edition),
        "tags": tags_of_recommendations([row.pk]).get(row.pk, []),
        "area_name": row.area.texts["name"] if row.area else cross_cutting(),
        "gap": gap,
        "asked": asked(gap, counts),
        "day": day,
        "selection": selection,
        "counts": counts["all"],
        "finding": finding,
        "numbers": key_numbers(selection, counts["all"]),
        "commitments": first_commitments(selection, SHOWN),
        "runs": what_changed(selection, CHANGES),
        "changes": catalogue_changes(row),
        "chapters": story(row, with_commitments=day.as_of is None),
        "cite": f"{path}cite",
        "feed": localised(f"{path}feed.atom"),
        "downloads": [due_calendar(path), *taken_away(selection)],
        "citation": recommendation_citation(row, day),
    }


def asked(gap: Gap, counts: Mapping[str, Breakdown]) -> list[tuple[str, bool, int | None]]:
    """Each actor type that was asked, whether it has answered, and with how many commitments.

    The number is None where others answer for it or commitments of another edition do: those are in its list as well.
    """
    found = []
    for actor_type in gap.actor_types:
        by_itself = gap.answered_by[actor_type] == [actor_type] and not gap.through
        number = counts[f"actor:{actor_type}"].total if by_itself else None
        found.append((actor_type, actor_type not in gap.missing, number))
    return found


def _responses(row: Recommendation, as_of: datetime.date | None, number: str) -> Page:
    """What organisations said to it by the day, by kind and name; a page of it, for hundreds may answer."""
    given = Response.objects.filter(recommendation=row, organisation__archived_at=None).exclude(response="none")
    if as_of:
        given = given.filter(stated_on__lte=as_of)
    return read_page(given.select_related("organisation").order_by(BY_KIND, "organisation__name", "pk"), number)
