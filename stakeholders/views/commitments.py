"""A person's commitments: the list, and one of them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.days import today_of
from recommendations.translations import show_recommendations
from stakeholders import commitment_transitions, permissions
from stakeholders.commitment_changes import last_refused, waiting_change
from stakeholders.commitment_comparison import compare
from stakeholders.commitment_data import data_of
from stakeholders.commitment_json import from_json
from stakeholders.commitment_timeline import timeline
from stakeholders.filters import CommitmentFilter
from stakeholders.forms.milestones import ReachedForm
from stakeholders.models import Commitment, Milestone
from stakeholders.views.lists import filtered


@require_safe
@never_cache
def commitment_list(request: HttpRequest) -> HttpResponse:
    """Commitments that the person's organisations lead or join; a curator sees all."""
    rows = Commitment.objects.visible_to(request.user).select_related("lead_organisation")
    context, status = filtered(request, CommitmentFilter(request.GET, rows, request=request))
    context["can_draft"] = permissions.organisations_to_report_for(request.user).exists()
    context["today"] = today_of(request.user)
    return render(request, "stakeholders/commitment_list.html", context, status=status)


@require_safe
@never_cache
def commitment_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One commitment with everything that its people may know of it, and what they may do."""
    return detail_page(request, pk)


def detail_page(
    request: HttpRequest, pk: int, *, reached_form: ReachedForm | None = None, status: int = 200
) -> HttpResponse:
    """The same page; ``reached_form`` stands in for the one of its milestone, with what was refused in it."""
    rows = Commitment.objects.visible_to(request.user).select_related("lead_organisation__country", "created_by")
    of_recommendations = ("recommendations__area", "recommendations__edition")
    rows = rows.prefetch_related("joint_organisations", *of_recommendations, "milestones", "indicators")
    commitment = get_object_or_404(rows, pk=pk)
    show_recommendations(commitment.recommendations.all())
    waiting = waiting_change(commitment)
    context = {
        "commitment": commitment,
        "waiting": waiting,
        "differences": compare(data_of(commitment), from_json(waiting.proposed)) if waiting else [],
        "refused": None if waiting else last_refused(commitment),
        "can_propose_change": permissions.can_propose_change(request.user, commitment),
        "can_decide": waiting and permissions.can_decide_change(request.user, waiting),
        "milestones": _milestones(request, commitment, reached_form),
        "timeline": timeline(commitment),
        "steps": commitment_transitions.steps_open_to(request.user, commitment),
        "can_edit": permissions.can_edit_commitment(request.user, commitment),
        "today": today_of(request.user),
    }
    return render(request, "stakeholders/commitment_detail.html", context, status=status)


def _milestones(
    request: HttpRequest, commitment: Commitment, given: ReachedForm | None
) -> list[tuple[Milestone, ReachedForm | None]]:
    """Each milestone, with the form that sets its day for those who may."""
    may = permissions.can_set_milestones(request.user, commitment)
    forms = {given.milestone.pk: given} if given else {}
    rows = list(commitment.milestones.all())
    for row in rows if may else ():
        forms.setdefault(row.pk, ReachedForm(milestone=row, version=commitment.version))
    return [(row, forms.get(row.pk)) for row in rows]
