"""Commitments: the list as of any day, and each at its permanent address."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from dashboard import structured_data
from dashboard.caching import published_page
from dashboard.catalogue import end_of
from dashboard.citations import commitment_citation
from dashboard.filters import CommitmentFilters, Selection, read, read_day
from dashboard.gone import why_commitment_gone
from dashboard.headings import commitments_heading
from dashboard.navigation import localised
from dashboard.reports import evidence_items, public_evidence
from dashboard.rows import commitment_rows, with_commitments
from dashboard.statistics import commitment_facets
from dashboard.texts import show
from dashboard.timeline import commitment_timeline
from dashboard.views.errors import gone
from dashboard.views.listing import around, facet_counts, sorts
from dashboard.views.paging import page_of, rows_on
from progress import confirmation
from progress.models import Assessment, CommitmentStatus, IndicatorValue
from recommendations.models import Recommendation
from stakeholders.models import Commitment

PATH = "/commitments/"
FIRST = ("q", "status", "area", "actor_type", "country", "health")


@published_page
def commitment_list(request: HttpRequest) -> HttpResponse:
    """``/commitments/``"""
    filters = read(request, CommitmentFilters)
    filters.selection = filters.selection.as_far_as_listed()
    counted = commitment_facets(filters)
    page = page_of(filters, total=counted.total)
    return render(
        request,
        "dashboard/commitment_list.html",
        {
            **around(filters, PATH, first=FIRST, counts=facet_counts(counted.facets)),
            "page": page,
            "rows": commitment_rows(with_commitments(rows_on(page))),
            "heading": commitments_heading(counted.total, counted.counts),
            "sorts": sorts(filters, PATH),
        },
    )


@published_page
def commitment(request: HttpRequest, pk: int) -> HttpResponse:
    """``/commitments/<id>/``"""
    row = Commitment.objects.select_related("lead_organisation__country").filter(pk=pk).first()
    if row is None:
        raise Http404
    if not Commitment.objects.public().filter(pk=pk).exists():
        if (why := why_commitment_gone(row)) is None:
            raise Http404
        return gone(request, reason=why.reason, on=why.on)
    day = read_day(request)
    return render(request, "dashboard/commitment.html", _context(row, day))


def _context(row: Commitment, day: Selection) -> dict[str, Any]:
    status_row = (
        CommitmentStatus.objects.as_of(day.as_of).public().filter(commitment=row).select_related("report").first()
    )
    recommendations = list(
        Recommendation.objects.public().filter(commitments=row).select_related("edition", "area__edition").in_order()
    )
    show(recommendations, (one.area for one in recommendations))
    report = status_row.report if status_row else None
    full = confirmation.full_report(report, before=end_of(day.as_of) if day.as_of else None) if report else None
    joint = list(row.joint_organisations.public().order_by("name"))
    return {
        "commitment": row,
        "structured_data": structured_data.commitment(row, joint=joint, answers=recommendations, report=report),
        "joint": joint,
        "recommendations": recommendations,
        "day": day,
        "status_row": status_row,
        "report": report,
        "evidence": evidence_items(public_evidence([full.pk])[full.pk]) if full else [],
        "assessment": _assessment(row, day),
        "milestones": list(row.milestones.all()),
        "indicators": _indicators(row, full.pk if full else None),
        "cite": f"{PATH}{row.pk}/cite",
        "feed": localised(f"{PATH}{row.pk}/feed.atom"),
        "downloads": [(f"/api/v1/commitments/{row.pk}/{day.query()}", "JSON")],
        "timeline": commitment_timeline(row, day),
        "citation": commitment_citation(row, day),
    }


def _assessment(row: Commitment, day: Selection) -> Assessment | None:
    """The last second voice that was public on the day."""
    return Assessment.objects.filter(commitment=row, assessed_on__lte=day.on).first()


def _indicators(row: Commitment, report: int | None) -> list[dict[str, Any]]:
    """The commitment's indicators with what the leading report says of each."""
    values = dict(IndicatorValue.objects.filter(report=report).values_list("indicator_id", "value")) if report else {}
    return [{"indicator": one, "value": values.get(one.pk)} for one in row.indicators.all()]
