"""The curator's queue: commitments that wait to be read, the longest wait first."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.permissions import curator_required
from stakeholders.filters import ProposalFilter
from stakeholders.models import Commitment, CommitmentState
from stakeholders.views.lists import filtered


@require_safe
@never_cache
@curator_required
def commitment_queue(request: HttpRequest) -> HttpResponse:
    """Every proposal, with who made it and since when it waits."""
    rows = Commitment.objects.filter(state=CommitmentState.PROPOSED).select_related("lead_organisation", "proposed_by")
    filters = ProposalFilter(request.GET, rows.order_by("proposed_at", "pk"), request=request)
    context, status = filtered(request, filters)
    return render(request, "stakeholders/curate/commitment_queue.html", context, status=status)
