"""The list of an organisation's own reports, in every state."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from progress.filters import ReportFilter
from progress.models import ProgressReport

PAGE_SIZE = 25


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
    reports = ProgressReport.objects.visible_to(request.user).order_by("-updated_at", "-pk")
    return listing(request, reports, "progress/own_reports.html")
