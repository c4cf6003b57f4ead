"""The curators' lists: what waits, what was decided, and evidence that somebody should look at."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.permissions import curator_required, signed_in
from progress import review_queue
from progress.evidence_problems import found_for
from progress.models import ProgressReport, ReportKind
from progress.views.reports import PAGE_SIZE, listing


@require_safe
@curator_required
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for a curator, longest waiting first, with who has it open."""
    user, now = signed_in(request), timezone.now()
    waiting = review_queue.waiting(user)
    more = {
        "tab": "queue",
        "claims": review_queue.claims_of_waiting(at=now),
        "now": now,
        "first": review_queue.reviewable(user).first(),
        "unchanged": waiting.filter(kind=ReportKind.NO_CHANGE).count(),
    }
    return listing(request, waiting, "progress/review_queue.html", **more)


@require_safe
@curator_required
def reviewed(request: HttpRequest) -> HttpResponse:
    """Reports that have left the queue: returned, published, retracted; the last decision first."""
    reports = ProgressReport.objects.visible_to(request.user).last_reviewed_first()
    return listing(request, reports, "progress/review_queue.html", tab="reviewed")


@require_safe
@curator_required
def evidence_problems(request: HttpRequest) -> HttpResponse:
    """Dead links and withheld files behind reports that count or wait."""
    page = Paginator(found_for(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "progress/evidence_problems.html", {"page": page, "tab": "evidence"})
