"""One response area: what was recommended in it, who answers, how it goes."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from dashboard import structured_data
from dashboard.caching import published_page
from dashboard.catalogue import recommendations_on
from dashboard.chart_data import trend_chart
from dashboard.citations import citation_of
from dashboard.editions import in_order_of_choice, named
from dashboard.filters import AreaFilters, read
from dashboard.gone import why_edition_archived
from dashboard.places import find_area, within
from dashboard.rows import latest_reports
from dashboard.statistics import breakdowns, gaps, trend
from dashboard.texts import cross_cutting
from dashboard.views.listing import around, report_pack
from recommendations.models import Edition, ResponseArea


def _place(slug: str, chosen: list[Edition]) -> tuple[Edition, ResponseArea | None]:
    """The edition and area of the address: of the first of ``chosen`` that has such an area. Raises Http404."""
    try:
        return find_area(slug, chosen)
    except ResponseArea.DoesNotExist:
        raise Http404 from None


def _name(area: ResponseArea | None) -> Any:
    return area.texts["name"] if area else cross_cutting()


@published_page
def area(request: HttpRequest, slug: str) -> HttpResponse:
    """``/areas/<slug>/``; ``cross-cutting`` is the one for recommendations without an area."""
    filters = read(request, AreaFilters)
    edition, found = _place(
        slug, filters.requested.chosen.get("edition") or in_order_of_choice(filters.requested.as_of)
    )
    first = ("q", "actor_type", "country", "status", "as_of")
    context = around(filters, f"/areas/{slug}/", first=first, keep=("edition",))
    selection = within(filters.selection, edition, found)
    inside = [row for row in recommendations_on(None) if (row.edition, row.area) == (edition, found)]
    found_gaps = [gap for group in gaps(selection.without("actor_type"), inside) for gap in group.gaps]
    scopes = [f"recommendation:{gap.recommendation.pk}" for gap in found_gaps]
    counts = breakdowns(selection, ["all", *scopes])
    name = _name(found)
    return render(
        request,
        "dashboard/area.html",
        {
            **context,
            "structured_data": structured_data.area(name, slug, edition, found),
            "selection": selection,
            "stated_edition": named(selection),
            "edition": edition,
            "archived_edition": why_edition_archived(edition),
            "area": found,
            "name": name,
            "counts": counts["all"],
            "rows": [(gap, counts[scope]) for gap, scope in zip(found_gaps, scopes, strict=True)],
            "largest": max((counts[scope].total for scope in scopes), default=0),
            "trend": trend_chart(selection, trend(selection)),
            "reports": latest_reports(selection),
            "downloads": [(selection.address("/data/"), gettext("Download the data")), report_pack(selection)],
            "citation": citation_of(f"/areas/{slug}/", str(name), filters.selection, author=edition.publisher),
        },
    )
