"""Published progress reports: the list, and each at its permanent address."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from dashboard import structured_data
from dashboard.caching import published_page
from dashboard.catalogue import end_of
from dashboard.citations import report_citation
from dashboard.filters import ReportFilters, Selection, read, read_day
from dashboard.findings.headings import reports_heading
from dashboard.gone import why_report_gone
from dashboard.reports import evidence_items, public_evidence
from dashboard.rows import report_rows, with_their_commitments
from dashboard.statistics import report_facets
from dashboard.timeline import changes_since, report_before
from dashboard.views.errors import gone
from dashboard.views.listing import around, facet_counts, sorts
from dashboard.views.paging import page_of, rows_on, total_on
from progress import comparison, confirmation
from progress.drafts import TEXT_FIELDS
from progress.models import Assessment, EventAction, ProgressReport, ReportEvent, Through

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
    recorded = ReportEvent.objects.filter(report=OuterRef("pk"), through=Through.IMPORT, action=EventAction.PUBLISH)
    row = rows.filter(pk=pk).annotate(recorded_from=Subquery(recorded.values("through_name")[:1])).first()
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
    shown = as_readers_see(row, day, report_before(row))
    return shown | {
        "structured_data": structured_data.report(row, evidence=shown["evidence"]),
        "cite": f"{PATH}{row.pk}/cite",
        "downloads": [(f"/api/v1/reports/{row.pk}/", "JSON")],
        "citation": report_citation(row, day),
    }


def as_readers_see(row: ProgressReport, day: Selection, before: ProgressReport | None) -> dict[str, Any]:
    """The context of ``dashboard/parts/report_page.html``; ``before`` is the report that this one is read against."""
    public = ProgressReport.objects.public().filter(commitment=row.commitment)
    return {
        "report": row,
        "day": day,
        "evidence": evidence_items(public_evidence([row.pk])[row.pk]),
        "values": list(row.indicator_values.select_related("indicator").order_by("indicator_id")),
        "before": before,
        "changes": changes_since(row, before),
        "texts": _texts_changed(before, row),
        "versions": _versions(row, public.filter(organisation=row.organisation)),
        "assessment": _assessment(row, day),
        "others": list(public.exclude(pk=row.pk).current().select_related("organisation").latest_first()[:10]),
        "full": confirmation.full_report(row),
    }


def _assessment(row: ProgressReport, day: Selection) -> Assessment | None:
    """The last assessment of its commitment that stood on the day."""
    rows = Assessment.objects.filter(commitment=row.commitment, assessed_on__lte=day.on)
    return rows.standing_by(end_of(day.on)).first()


def _texts_changed(before: ProgressReport | None, row: ProgressReport) -> list[comparison.Change]:
    """The texts of a correction against what it corrects; those of another report are of another time."""
    if before is None or row.supersedes_id != before.pk:
        return []
    return [change for change in comparison.changes(before, row) if change.name in TEXT_FIELDS]


def _versions(row: ProgressReport, public: QuerySet[ProgressReport]) -> list[ProgressReport]:
    """The report with all that it corrects and that corrects it, oldest first; none where it stands by itself."""
    rows = {one.pk: one for one in public.filter(Q(supersedes__isnull=False) | Q(superseded_at__isnull=False))}
    by_corrected = {one.supersedes_id: one for one in rows.values()}
    first = row
    while first.supersedes_id in rows:
        first = rows[first.supersedes_id]
    found = [first]
    while found[-1].pk in by_corrected:
        found.append(by_corrected[found[-1].pk])
    return found if len(found) > 1 else []
