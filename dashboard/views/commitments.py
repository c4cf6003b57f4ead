"""Commitments: the list as of any day, and each at its permanent address."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from dashboard import structured_data
from dashboard.caching import published_page
from dashboard.catalogue import end_of
from dashboard.citations import commitment_citation
from dashboard.filters import CommitmentFilters, Selection, read, read_day
from dashboard.findings import thing_sentences
from dashboard.findings.headings import commitments_heading
from dashboard.gone import why_commitment_gone
from dashboard.navigation import localised
from dashboard.reports import evidence_items, public_evidence, public_reports
from dashboard.rounds import rounds_on
from dashboard.rows import commitment_rows, with_commitments
from dashboard.statistics import commitment_facets
from dashboard.tagging import tags_of_commitments
from dashboard.timeline import commitment_moments
from dashboard.views.errors import gone
from dashboard.views.listing import around, facet_counts, sorts
from dashboard.views.paging import page_of, rows_on
from progress import confirmation
from progress.models import Assessment, CommitmentStatus, IndicatorValue
from recommendations.models import Recommendation
from recommendations.translations import show
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
    rows = commitment_rows(with_commitments(rows_on(page)))
    return render(
        request,
        "dashboard/commitment_list.html",
        {
            **around(filters, PATH, first=FIRST, counts=facet_counts(counted.facets)),
            "page": page,
            "rows": rows,
            "heading": commitments_heading(counted.total, counted.counts),
            "sorts": sorts(filters, PATH),
            "tags": tags_of_commitments(row.number for row in rows),
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
    rounds = rounds_on(row, day)
    finding = thing_sentences.of_commitment(row, status_row, on=day.on)
    about = structured_data.commitment(row, joint=joint, answers=recommendations, report=report)
    return {
        "commitment": row,
        "structured_data": replace(about, description=finding),
        "finding": finding,
        "joint": joint,
        "tags": tags_of_commitments([row.pk]).get(row.pk, []),
        "recommendations": recommendations,
        "day": day,
        "status_row": status_row,
        "report": report,
        "evidence": evidence_items(public_evidence([full.pk])[full.pk]) if full else [],
        **_assessment(row, day),
        "milestones": list(row.milestones.all()),
        "indicators": _indicators(row, day),
        "rounds": rounds,
        "rounds_finding": thing_sentences.of_rounds(row, rounds.tally) if rounds else "",
        "cite": f"{PATH}{row.pk}/cite",
        "feed": localised(f"{PATH}{row.pk}/feed.atom"),
        "downloads": [(f"/api/v1/commitments/{row.pk}/{day.query()}", "JSON")],
        "moments": commitment_moments(row, day),
        "citation": commitment_citation(row, day),
    }


WITHDRAWN_SHOWN = 5


def _assessment(row: Commitment, day: Selection) -> dict[str, Any]:
    """The last assessment that was public on the day, and what was first reported after it."""
    end = end_of(day.on)
    all_of_it = Assessment.objects.filter(commitment=row, assessed_on__lte=day.on)
    assessment = all_of_it.standing_by(end).select_related("corrects").first()
    since = public_reports(day.as_of, CommitmentStatus.objects.as_of(day.as_of).public().filter(commitment=row))
    if assessment:
        since = since.filter(published_at__gt=assessment.published_at, organisation=row.lead_organisation)
    answer = since.order_by("published_at", "pk").first() if assessment else None
    answered_at = assessment.answered_at if assessment else None
    return {
        "assessment": assessment,
        "answer": answer,
        "assessment_answer": answered_at is not None and answered_at < end,
        "withdrawn_assessments": all_of_it.withdrawn_by(end).select_related("corrected_by")[:WITHDRAWN_SHOWN],
    }


def _indicators(row: Commitment, day: Selection) -> list[dict[str, Any]]:
    """The commitment's indicators with the last value that was reported of each, and of which day it is."""
    reports = public_reports(day.as_of, CommitmentStatus.objects.as_of(day.as_of).public().filter(commitment=row))
    values = IndicatorValue.objects.filter(report__in=reports, value__isnull=False)
    found = values.order_by("report__covers_until", "report__published_at", "pk")
    last = {
        indicator: (value, covers_until)
        for indicator, value, covers_until in found.values_list("indicator_id", "value", "report__covers_until")
    }
    return [{"indicator": one, "last": last.get(one.pk)} for one in row.indicators.all()]
