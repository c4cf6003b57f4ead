"""The dashboard: where things stand, as one page for any filter and any past day."""

from __future__ import annotations

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
from dashboard.filters import DashboardFilters, Selection, read
from dashboard.navigation import localised
from dashboard.rows import latest_reports
from dashboard.statistics import summary, trend, unanswered
from dashboard.views.listing import around
from recommendations.models import Edition, KeyFinding

SHOWN_GAPS = 6


@published_page
def home(request: HttpRequest) -> HttpResponse:
    """``/``"""
    filters = read(request, DashboardFilters)
    selection = filters.selection
    shown = numbers(selection)
    context = {
        **around(filters, "/"),
        **shown,
        "structured_data": structured_data.home(shown["title"]),
        "citation": citation_of("/", gettext("Dashboard"), selection),
        "feed": localised("/reports/feed.atom"),
        "downloads": [(selection.address("/data/"), gettext("Download the data"))],
    }
    return render(request, "dashboard/home.html", context)


def _findings(edition: Edition) -> list[KeyFinding]:
    return [one for one in catalogue().findings if one.edition_id == edition.pk]


def numbers(selection: Selection) -> dict[str, Any]:
    """Everything that the dashboard says of a selection, as the template's context."""
    found = summary(selection)
    editions = editions_of(selection)
    silence = unanswered(selection)
    return {
        "summary": found,
        "title": dashboard_title(selection),
        "several": len(editions) > 1,
        "findings": [(one, stated) for one in editions if (stated := _findings(one))],
        "largest": max((row.commitments.total for row in found.areas), default=0),
        "trend": trend_chart(selection, trend(selection)),
        "unanswered": silence[:SHOWN_GAPS],
        "unanswered_count": len(silence),
        "reports": latest_reports(selection),
    }
