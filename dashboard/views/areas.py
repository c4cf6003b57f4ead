"""One response area: what was recommended in it, who answers, how it goes."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from dashboard import structured_data
from dashboard.caching import published_page
from dashboard.chart_data import trend_chart
from dashboard.citations import citation_of
from dashboard.editions import in_order_of_choice
from dashboard.filters import AreaFilters, Selection, read
from dashboard.findings.matrix import columns, matrix_groups
from dashboard.findings.sentence import sentence
from dashboard.findings.standing import speaks_of_everyone, standing
from dashboard.findings.unit_rows import recommendation_units, scope_of
from dashboard.gone import why_archived, why_edition_archived
from dashboard.places import find_area, within
from dashboard.rows import latest_reports
from dashboard.statistics import asked_in, asked_types, breakdowns, facts, trend, units
from dashboard.texts import cross_cutting
from dashboard.views.errors import gone
from dashboard.views.listing import around, report_pack
from recommendations.models import Edition, ResponseArea


def find_place(slug: str, selection: Selection) -> tuple[Edition, ResponseArea | None]:
    """The edition and area of the address: of the first edition chosen, or to be shown, that has such an area.

    Raises Http404.
    """
    try:
        return find_area(slug, selection.chosen.get("edition") or in_order_of_choice(selection.as_of))
    except ResponseArea.DoesNotExist:
        raise Http404 from None


def name_of_place(area: ResponseArea | None) -> Any:
    """What an area is called, or what lies in none."""
    return area.texts["name"] if area else cross_cutting()


@published_page
def area(request: HttpRequest, slug: str) -> HttpResponse:
    """``/areas/<slug>/``; ``cross-cutting`` is the one for recommendations without an area."""
    filters = read(request, AreaFilters)
    edition, found = find_place(slug, filters.requested)
    if why := why_archived(found):
        return gone(request, reason=why.reason, on=why.on, is_archived=True)
    return render(request, "dashboard/area.html", _context(filters, edition, found, slug))


def preview_of_area(request: HttpRequest, area: ResponseArea) -> dict[str, Any]:
    """The page's context for an area as it is given, with its texts."""
    return _context(read(request, AreaFilters), area.edition, area, area.slug)


def _context(filters: Any, edition: Edition, found: ResponseArea | None, slug: str) -> dict[str, Any]:
    first = ("actor_type", "country", "status")
    context = around(filters, f"/areas/{slug}/", first=first, keep=("edition",))
    selection = within(filters.selection, edition, found)
    name, shown = name_of_place(found), numbers(selection)
    return {
        **context,
        **shown,
        "structured_data": structured_data.area(name, slug, found, shown["finding"]),
        "stated_edition": "",  # its head says so
        "edition": edition,
        "archived_edition": why_edition_archived(edition),
        "area": found,
        "name": name,
        "feed": selection.only("edition").address(f"/areas/{slug}/feed.atom", as_of=None),
        "downloads": [report_pack(selection)],
        "citation": citation_of(f"/areas/{slug}/", str(name), filters.selection, author=edition.publisher),
    }


def numbers(selection: Selection) -> dict[str, Any]:
    """Everything that the page says of the commitments of an area, as the template's context."""
    asked = asked_in(selection)
    found = [gap for group in asked for gap in group.gaps]
    counts = breakdowns(selection, ["all", *map(scope_of, found)])
    drawn, types = units(selection, counts), asked_types(selection, asked)
    return {
        "selection": selection,
        "counts": counts["all"],
        "finding": sentence(standing(selection, counts["all"], asked)),
        "recommendations": len(found),
        "unit_rows": recommendation_units(selection, found, counts, drawn),
        "largest": 0 if drawn else max((counts[scope_of(gap)].total for gap in found), default=0),
        "of_some": not speaks_of_everyone(selection),
        "facts": facts(selection, counts["all"], drawn),
        "matrix_groups": matrix_groups(selection, asked, types),
        "matrix_columns": columns(types),
        "cross_cutting": cross_cutting(),
        "trend": trend_chart(selection, trend(selection)),
        "reports": latest_reports(selection),
    }
