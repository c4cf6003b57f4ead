"""Published progress reports: the list, and each at its permanent address."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from dashboard import structured_data
from dashboard.caching import published_page
from dashboard.citations import report_citation
from dashboard.filters import ReportFilters, Selection, read, read_day
from dashboard.gone import why_report_gone
from dashboard.headings import reports_heading
from dashboard.reports import evidence_items, public_evidence
from dashboard.rows import report_rows, with_their_commitments
from dashboard.statistics import report_facets
from dashboard.views.errors import gone
from dashboard.views.listing import around, facet_counts, sorts
from dashboard.views.paging import page_of, rows_on, total_on
from progress import confirmation
from progress.models import ProgressReport

PATH = "/reports/"
FIRST = ("q", "status", "area", "actor_type", "country", "health")
FACETS = ("status", "health")


@published_page
def report_list(request: HttpRequest) -> HttpResponse:
    """``/reports/``"""
    filters = read(request, ReportFilters)
    filters.selection = filters.selection.as_far_as_listed()
    page = page_of(filters)
    rows = report_rows(with_their_commitments(rows_on(page)))
    is_latest_first = page.number == 1 and filters.ordering == filters.default_order
    facets = report_facets(filters, FACETS)
    return render(
        request,
        "dashboard/report_list.html",
        {
            **around(filters, PATH, first=FIRST, counts=facet_counts(facets)),
            "page": page,
            "rows": rows,
            "heading": reports_heading(total_on(page), rows[0] if rows and is_latest_first else None),
            "feed": filters.selection.address(f"{PATH}feed.atom", as_of=None),
            "sorts": sorts(filters, PATH),
        },
    )


def find(pk: int) -> ProgressReport:
    """A report with what its page shows around it, whatever its state."""
    rows = ProgressReport.objects.select_related("commitment__lead_organisation", "organisation__country", "period")
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


@published_page
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """``/reports/<id>/``"""
    row = find(pk)
    if not ProgressReport.objects.public().filter(pk=pk).exists():
        if (why := why_report_gone(row)) is None:
            raise Http404
        return gone(request, reason=why.reason, on=why.on)
    day = read_day(request)
    return render(request, "dashboard/report.html", _context(row, day))


def _context(row: ProgressReport, day: Selection) -> dict[str, Any]:
    public = ProgressReport.objects.public().filter(commitment=row.commitment).exclude(pk=row.pk)
    evidence = evidence_items(public_evidence([row.pk])[row.pk])
    return {
        "report": row,
        "structured_data": structured_data.report(row, evidence=evidence),
        "day": day,
        "evidence": evidence,
        "values": list(row.indicator_values.select_related("indicator").order_by("indicator_id")),
        "cite": f"{PATH}{row.pk}/cite",
        "downloads": [(f"/api/v1/reports/{row.pk}/", "JSON")],
        "others": list(public.current().select_related("organisation").latest_first()[:10]),
        "correction": public.filter(supersedes=row).first(),
        "corrected": public.filter(superseded_by=row).first(),
        "full": confirmation.full_report(row),
        "citation": report_citation(row, day),
    }
