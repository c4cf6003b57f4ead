"""A report as readers will see it, for those who write it. Nothing is written, nor becomes public."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dashboard.filters import read_day
from dashboard.views.reports import as_readers_see
from progress import comparison, evidence_counts, permissions
from progress.models import ProgressReport


@require_safe
@never_cache
def report_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """``/reporting/reports/<id>/preview/``: the report as last saved, by the parts of the public page."""
    related = ("commitment__lead_organisation", "organisation__country", "period", "supersedes")
    rows = ProgressReport.objects.visible_to(request.user).select_related(*related)
    row = get_object_or_404(rows, pk=pk)
    if not permissions.can_edit(request.user, row):
        raise Http404
    if row.published_at:
        return redirect("reporting:report", pk=row.pk)
    before = comparison.previous_of(row)
    return render(
        request, "dashboard/report_preview.html", as_readers_see(_as_published(row), read_day(request), before)
    )


def _as_published(row: ProgressReport) -> ProgressReport:
    """What its publication would write on it, in memory alone."""
    row.published_at = timezone.now()
    row.evidence_links, row.evidence_documents = evidence_counts.count(row.all_evidence)
    return row
