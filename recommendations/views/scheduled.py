"""What is to happen to the catalogue at a later moment: the list, and cancelling one."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from recommendations import scheduling
from recommendations.models import ScheduledChange, ScheduledState

from .access import for_curators
from .trails import to_catalogue

_A_PAGE = 50


@for_curators
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """What waits, the earliest first, and what was settled, the last first."""
    rows = ScheduledChange.objects.select_related("recommendation", "edition", "made_by", "settled_by")
    settled = rows.exclude(state=ScheduledState.WAITING).order_by("-settled_at", "-pk")
    context = {
        "waiting": rows.waiting().order_by("due_at", "pk"),
        "page": Paginator(settled, _A_PAGE).get_page(request.GET.get("page")),
        "trail": to_catalogue(),
    }
    return render(request, "recommendations/scheduled.html", context)


@for_curators
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one back before its time."""
    row = get_object_or_404(ScheduledChange, pk=pk)
    try:
        scheduling.cancel(scheduled=row, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("Cancelled. Nothing will change by itself."))
    return redirect("recommendations:curate-scheduled")
