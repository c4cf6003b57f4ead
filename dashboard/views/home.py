"""The dashboard: where things stand, as one page for any filter and any past day."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from dashboard.caching import published_page
from dashboard.citations import citation_of
from dashboard.filters import DashboardFilters, Selection, read
from dashboard.linked import facts
from dashboard.navigation import localised
from dashboard.pictures import trend_chart
from dashboard.remembered import while_catalogued
from dashboard.rows import latest_reports
from dashboard.statistics import Asked, asked_in, gaps, summary, trend
from dashboard.texts import show
from dashboard.views.listing import around
from recommendations.models import ActorType, Edition, KeyFinding

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
        "facts": facts.home(facts.dashboard_title(shown["edition"])),
        "citation": citation_of("/", gettext("Dashboard"), selection),
        "feed": localised("/reports/feed.atom"),
        "downloads": [(selection.address("/data/"), gettext("Download the data"))],
    }
    return render(request, "dashboard/home.html", context)


@while_catalogued
def _findings(edition: Edition) -> list[KeyFinding]:
    found = list(edition.key_findings.select_related("edition").order_by("position"))
    show(found)
    return found


def _unanswered(selection: Selection) -> list[Asked]:
    """What nobody has committed to. A chosen actor type narrows who is asked, as on the page of gaps."""
    types = set(selection.chosen.get("actor_type") or ActorType.values)
    groups = gaps(selection.without("actor_type"), asked_in(selection))
    return [row for group in groups for row in group.asked if types & set(row.missing)]


def numbers(selection: Selection) -> dict[str, Any]:
    """Everything that the dashboard says of a selection, as the template's context."""
    found = summary(selection)
    edition = found.areas[0].edition if found.areas else None
    findings = _findings(edition) if edition else []
    unanswered = _unanswered(selection)
    return {
        "summary": found,
        "edition": edition,
        "findings": findings,
        "largest": max((row.commitments.total for row in found.areas), default=0),
        "trend": trend_chart(selection, trend(selection)),
        "unanswered": unanswered[:SHOWN_GAPS],
        "unanswered_count": len(unanswered),
        "reports": latest_reports(selection),
    }
