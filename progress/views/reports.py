"""Lists of reports, an organisation's own in every state among them, and where a report stands in public."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from progress.filters import ReportFilter
from progress.models import ProgressReport, ReviewState
from stakeholders.models import Organisation

PAGE_SIZE = 25


def public_address(report: ProgressReport) -> str:
    """Where everybody can read the report; empty while nobody can."""
    if report.review_state != ReviewState.PUBLISHED or not report.commitment.is_public:
        return ""
    return reverse("dashboard:report", kwargs={"pk": report.pk})


def listing(request: HttpRequest, reports, template: str, **more: object) -> HttpResponse:
    """A filtered page of ``reports``; a filter value that does not exist is a 400 with the message at its field."""
    related = ("commitment", "organisation", "period", "author")
    chosen = ReportFilter(request.GET, queryset=reports.select_related(*related), request=request)
    valid = chosen.is_valid()
    found = chosen.qs if valid else reports.none()
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"filter": chosen, "page": page, **more}
    return render(request, template, context, status=200 if valid else 400)


@require_safe
def own_reports(request: HttpRequest) -> HttpResponse:
    """Every report of the person's organisations, newest first."""
    reports = (
        ProgressReport.objects.visible_to(request.user)
        .filter(organisation__in=Organisation.objects.of_member(request.user))
        .order_by("-updated_at", "-pk")
    )
    return listing(request, reports, "progress/own_reports.html")
