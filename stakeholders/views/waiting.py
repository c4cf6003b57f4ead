"""What waits for somebody outside the desk: invitations that nobody answered, and questions to organisations."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import Invitation
from accounts.permissions import curator_required, staff_required
from recommendations.translations import show
from stakeholders.models import CarryOver
from stakeholders.views.lists import PAGE_SIZE


@require_safe
@never_cache
@staff_required
def silent_invitations(request: HttpRequest) -> HttpResponse:
    """Who was invited a week ago or whose link has expired, the oldest first."""
    now = timezone.now()
    rows = Invitation.objects.silent(on=now).select_related("invited_by").prefetch_related("memberships__organisation")
    page = Paginator(rows.order_by("created_at", "pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "stakeholders/curate/silent_invitations.html", {"page": page, "now": now})


@require_safe
@never_cache
@curator_required
def open_questions(request: HttpRequest) -> HttpResponse:
    """Commitments about which an organisation was asked whether they are carried over, the oldest question first."""
    rows = CarryOver.objects.waiting().select_related(
        "commitment__lead_organisation", "earlier__edition", "recommendation__edition", "offered_by"
    )  # fmt: skip
    page = Paginator(rows.order_by("offered_at", "pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    show([end for row in page for end in (row.earlier, row.recommendation)])
    return render(request, "stakeholders/curate/open_questions.html", {"page": page})
