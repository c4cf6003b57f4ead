"""The dashboard: where things stand, as one page for any filter and any past day."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from dashboard import structured_data
from dashboard.caching import published_page
from dashboard.catalogue import catalogue
from dashboard.chart_data import trend_chart
from dashboard.citations import citation_of
from dashboard.editions import dashboard_title, editions_of
from dashboard.editions import in_words as editions_in_words
from dashboard.filters import DashboardFilters, Selection, read
from dashboard.findings.matrix import columns, matrix_groups
from dashboard.findings.sentence import sentence
from dashboard.findings.standing import speaks_of_everyone, standing
from dashboard.findings.unit_rows import area_units
from dashboard.navigation import localised
from dashboard.rows import latest_reports
from dashboard.statistics import asked_in, asked_types, facts, summary, trend, units
from dashboard.texts import cross_cutting
from dashboard.views.listing import around
from recommendations.models import Edition, KeyFinding


@published_page
def home(request: HttpRequest) -> HttpResponse:
    """``/``"""
    return render(request, "dashboard/home.html", _context(read(request, DashboardFilters)))


def preview_of_edition(request: HttpRequest, edition: Edition) -> dict[str, Any]:
    """The page's context for one edition, which ``catalogue.with_unsaved`` has put into the catalogue."""
    filters = read(request, DashboardFilters)
    chosen, raw = {"edition": [edition]}, {"edition": (edition.slug,)}
    filters.selection = replace(filters.selection, chosen=chosen, raw=raw)
    return _context(filters)


def _context(filters: Any) -> dict[str, Any]:
    selection = filters.selection
    shown = numbers(selection)
    return {
        **around(filters, "/"),
        **shown,
        "stated_edition": "",  # its head says so
        "structured_data": structured_data.home(dashboard_title(selection), shown["finding"]),
        "citation": citation_of("/", gettext("Dashboard"), selection),
        "feed": localised("/reports/feed.atom"),
    }


def _findings(edition: Edition) -> list[KeyFinding]:
    return [one for one in catalogue().findings if one.edition_id == edition.pk]


def numbers(selection: Selection) -> dict[str, Any]:
    """Everything that the dashboard says of a selection, as the template's context."""
    found, editions = summary(selection), editions_of(selection)
    asked = asked_in(selection)
    types = asked_types(selection, asked)
    drawn = units(selection, {"all": found.commitments, **{row.scope: row.commitments for row in found.areas}})
    return {
        "summary": found,
        "finding": sentence(standing(selection, found.commitments, asked)),
        "editions": editions_in_words(selection) if editions else "",
        "several": len(editions) > 1,
        "recommendations": sum(row.recommendations for row in found.areas),
        "unit_rows": area_units(selection, found.areas, drawn, asked),
        "largest": 0 if drawn else max((row.commitments.total for row in found.areas), default=0),
        "facts": facts(selection, found.commitments, drawn),
        "of_some": not speaks_of_everyone(selection),
        "matrix_groups": matrix_groups(selection, asked, types),
        "matrix_columns": columns(types),
        "cross_cutting": cross_cutting(),
        "findings": [(one, stated) for one in editions if (stated := _findings(one))],
        "trend": trend_chart(selection, trend(selection)),
        "reports": latest_reports(selection),
    }
