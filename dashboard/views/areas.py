"""One response area: what was recommended in it, who answers, how it goes."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from dashboard.caching import published_page
from dashboard.citations import citation_of
from dashboard.filters import DashboardFilters, Selection, read
from dashboard.linked import facts
from dashboard.pictures import trend_chart
from dashboard.places import find_area, within
from dashboard.rows import latest_reports
from dashboard.statistics import breakdowns, gaps, trend
from dashboard.texts import cross_cutting, show
from dashboard.views.listing import around, report_pack
from recommendations.models import Edition, Recommendation, ResponseArea


class AreaFilters(DashboardFilters):
    """The dashboard's filters without the area, which the address names."""

    area = None


def _place(slug: str, selection: Selection) -> tuple[Edition, ResponseArea | None]:
    """The edition and area of the address: of the edition asked for, else of the newest that has such an area."""
    editions = selection.chosen.get("edition") or list(Edition.objects.public().order_by("-published_on", "-pk"))
    try:
        return find_area(slug, editions)
    except ResponseArea.DoesNotExist:
        raise Http404 from None


@published_page
def area(request: HttpRequest, slug: str) -> HttpResponse:
    """``/areas/<slug>/``; ``cross-cutting`` is the one for recommendations without an area."""
    filters = read(request, AreaFilters)
    edition, found = _place(slug, filters.selection)
    context = around(filters, f"/areas/{slug}/", first=("q", "actor_type", "country", "status", "as_of"))
    selection = within(filters.selection, edition, found)
    asked = [row for group in gaps(selection, _recommendations(edition, found)) for row in group.asked]
    scopes = [f"recommendation:{row.recommendation.pk}" for row in asked]
    counts = breakdowns(selection, ["all", *scopes])
    show([edition, found])
    name = found.texts["name"] if found else cross_cutting()
    return render(
        request,
        "dashboard/area.html",
        {
            **context,
            "facts": facts.area(name, slug, edition, found),
            "selection": selection,
            "edition": edition,
            "area": found,
            "name": name,
            "counts": counts["all"],
            "rows": [(row, counts[scope]) for row, scope in zip(asked, scopes, strict=True)],
            "largest": max((counts[scope].total for scope in scopes), default=0),
            "trend": trend_chart(selection, trend(selection)),
            "reports": latest_reports(selection),
            "downloads": [(selection.address("/data/"), gettext("Download the data")), report_pack(selection)],
            "citation": citation_of(f"/areas/{slug}/", str(name), filters.selection, author=edition.publisher),
        },
    )


def _recommendations(edition: Edition, area: ResponseArea | None):
    return Recommendation.objects.public().filter(edition=edition, area=area)
