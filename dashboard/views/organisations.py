"""Organisations: the list by name, never by number, and each at its permanent address."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.days import site_day
from dashboard import structured_data
from dashboard.asked import answered_by, asked_of
from dashboard.caching import published_page
from dashboard.citations import citation_of
from dashboard.editions import named
from dashboard.filters import OrganisationFilters, Selection, read, read_day
from dashboard.findings import thing_sentences
from dashboard.findings.headings import organisations_heading
from dashboard.findings.key_numbers import key_numbers
from dashboard.navigation import localised
from dashboard.reports import public_reports
from dashboard.rows import first_commitments
from dashboard.statistics import breakdowns
from dashboard.timeline import what_changed
from dashboard.views.errors import gone
from dashboard.views.listing import around, due_calendar, sorts, taken_away
from dashboard.views.missing import find_organisation, sends_on
from dashboard.views.paging import page_of, rows_on, total_on
from progress.models import ProgressReport
from recommendations.translations import show
from stakeholders.models import Organisation, Response

PATH = "/organisations/"
SHOWN = 25
CHANGES = 12


@published_page
def organisation_list(request: HttpRequest) -> HttpResponse:
    """``/organisations/``"""
    filters = read(request, OrganisationFilters)
    page = page_of(filters)
    rows = list(_with_last_reports(rows_on(page).select_related("country"), filters.selection))
    counted = filters.selection.without("q", "actor_type", "country", "organisation")
    scopes = [f"organisation:{row.pk}" for row in rows]
    counts = breakdowns(counted, scopes) if scopes else {}
    return render(
        request,
        "dashboard/organisation_list.html",
        {
            **around(filters, PATH, first=("q", "actor_type", "country")),
            "counted": counted,
            "page": page,
            "rows": [(row, counts[scope]) for row, scope in zip(rows, scopes, strict=True)],
            "heading": organisations_heading(total_on(page)),
            "sorts": sorts(filters, PATH),
        },
    )


def _with_last_reports(rows: QuerySet[Organisation], selection: Selection) -> QuerySet[Organisation]:
    """Organisations with the last day that a public report of theirs describes, as ``reported_on``."""
    reports = public_reports(selection.as_of).filter(organisation=OuterRef("pk"))
    latest = reports.order_by("-covers_until").values("covers_until")[:1]
    return rows.annotate(reported_on=Subquery(latest))


def selection_of(row: Organisation, day: Selection) -> Selection:
    """The commitments that one organisation leads or joins, as of the day."""
    return Selection(
        on=day.on, as_of=day.as_of, chosen={"organisation": [row]}, raw={**day.raw, "organisation": (row.slug,)}
    )


@published_page
@sends_on
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """``/organisations/<slug>/``"""
    row = find_organisation(slug)
    if row.archived_at:
        return gone(request, reason=row.archived_reason, on=site_day(row.archived_at), is_archived=True)
    day = read_day(request)
    return render(request, "dashboard/organisation.html", context_of(row, day))


def last_report(row: Organisation, day: Selection) -> ProgressReport | None:
    """The one that it published last by the day. One query."""
    return public_reports(day.as_of).filter(organisation=row).order_by("-published_at", "-pk").first()


def context_of(row: Organisation, day: Selection) -> dict[str, Any]:
    selection = selection_of(row, day)
    counts, last = breakdowns(selection, ["all"])["all"], last_report(row, day)
    finding = thing_sentences.of_organisation(counts, site_day(last.published_at) if last else None)
    answered = answered_by(selection.statuses().values("commitment_id"))
    return {
        "organisation": row,
        "structured_data": replace(structured_data.organisation(row), description=finding),
        "day": day,
        "selection": selection,
        "stated_edition": named(selection),
        "counts": counts,
        "finding": finding,
        "numbers": key_numbers(selection, counts),
        "commitments": first_commitments(selection, SHOWN),
        "asked": _asked(row, answered, day),
        "last_report": last,
        "responses": _responses(row, day),
        "runs": what_changed(selection, CHANGES),
        "cite": f"{PATH}{row.slug}/cite",
        "feed": localised(f"{PATH}{row.slug}/feed.atom"),
        "downloads": [due_calendar(f"{PATH}{row.slug}/"), *taken_away(selection)],
        "citation": citation_of(f"{PATH}{row.slug}/", row.name, day),
    }


def _asked(row: Organisation, answered: set[int], day: Selection) -> list[dict[str, Any]]:
    """What it was asked, by area, each recommendation with whether it has a commitment for it."""
    return [
        {
            "name": one.name,
            "address": one.address(day, row.actor_type),
            "answered": sum(asked.pk in answered for asked in one.recommendations),
            "recommendations": [(asked, asked.pk in answered) for asked in one.recommendations],
        }
        for one in asked_of(row.actor_type, day)
    ]


def _responses(row: Organisation, day: Selection) -> list[Response]:
    """What it said to recommendations by the day, in their order."""
    responses = Response.objects.filter(organisation=row, recommendation__archived_at=None)
    responses = responses.exclude(recommendation__edition__state="draft").exclude(response="none")
    if day.as_of:
        responses = responses.filter(stated_on__lte=day.as_of)
    given = list(responses.select_related("recommendation").order_by("recommendation__reference"))
    show(response.recommendation for response in given)
    return given
