"""Finding one report for a person, and what a page shows of it that is read and not written."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from progress import comparison, permissions
from progress.models import ProgressReport
from progress.views import threads
from progress.views.reports import public_address


def find(request: HttpRequest, pk: int) -> ProgressReport:
    """The report, if the person may open it here; 404 for others."""
    related = ("commitment__lead_organisation", "organisation", "period", "author", "supersedes", "sent_back_by")
    return get_object_or_404(ProgressReport.objects.visible_to(request.user).select_related(*related), pk=pk)


def find_own(request: HttpRequest, pk: int) -> ProgressReport:
    """The report, if the person writes for its organisation; 404 for others, curators included."""
    current = find(request, pk)
    if not permissions.can_edit(request.user, current):
        raise Http404
    return current


def reading(request: HttpRequest, current: ProgressReport) -> dict[str, object]:
    """The context of ``progress/report_read.html``, and of the page on which it is signed off."""
    previous = comparison.previous_of(current)
    return {
        "report": current,
        "previous": previous,
        "changes": comparison.changes(previous, current) if previous else [],
        "events": current.events.select_related("by").order_by("sequence"),
        "can_take_back": current.can_be_taken_back and permissions.can_edit(request.user, current),
        "can_correct": current.is_current
        and permissions.can_start_report(request.user, current.organisation, current.commitment),
        "indicator_values": current.indicator_values.select_related("indicator"),
        "public_address": public_address(current),
        **threads.comments_on(request, current),
    }
