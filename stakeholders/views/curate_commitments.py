"""The curator's queue: proposals and changes that wait to be read, the longest wait first; and deciding about one."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.kept_forms import typed_before
from accounts.permissions import curator_required
from stakeholders import commitment_changes, permissions
from stakeholders.commitment_comparison import compare
from stakeholders.commitment_data import data_of
from stakeholders.commitment_json import from_json
from stakeholders.errors import Conflict
from stakeholders.filters import ProposalFilter
from stakeholders.forms.refusals import shown_on
from stakeholders.forms.steps import DecisionForm, ReasonForm
from stakeholders.models import ChangeState, Commitment, CommitmentChange, CommitmentState
from stakeholders.views.lists import filtered
from stakeholders.views.not_saved import not_saved


@require_safe
@never_cache
@curator_required
def commitment_queue(request: HttpRequest) -> HttpResponse:
    """Every proposal, with who made it and since when it waits."""
    rows = Commitment.objects.filter(state=CommitmentState.PROPOSED).select_related("lead_organisation", "proposed_by")
    filters = ProposalFilter(request.GET, rows.order_by("proposed_at", "pk"), request=request)
    context, status = filtered(request, filters)
    context["changes"] = CommitmentChange.objects.waiting().select_related(
        "commitment__lead_organisation", "proposed_by"
    )
    return render(request, "stakeholders/curate/commitment_queue.html", context, status=status)


REFUSAL_HELP = gettext_lazy("The author gets it by email. Say what to change and where.")


@require_safe
@never_cache
@curator_required
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """What an organisation wants to change in a published commitment, field by field."""
    return _change_page(request, _change(pk))


@require_POST
@never_cache
@curator_required
def change_approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish the change."""
    waiting = _change(pk)
    form = DecisionForm(request.POST)
    form.is_valid()
    said = _("The change of “%(title)s” is public now.")
    return _decide(
        request, waiting, form, said, lambda: commitment_changes.approve(**_decision(request, waiting, form))
    )


@require_POST
@never_cache
@curator_required
def change_refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Do not publish the change; its author reads why."""
    waiting = _change(pk)
    form = ReasonForm(request.POST, help_text=REFUSAL_HELP)
    if not form.is_valid():
        return _change_page(request, waiting, form, status=400)
    decision = _decision(request, waiting, form) | {"reason": form.cleaned_data["reason"]}
    said = _("The change of “%(title)s” was refused. Its author gets your reason by email.")
    return _decide(request, waiting, form, said, lambda: commitment_changes.refuse(**decision))


def _change(pk: int) -> CommitmentChange:
    rows = CommitmentChange.objects.select_related("commitment__lead_organisation", "proposed_by", "decided_by")
    return get_object_or_404(rows, pk=pk)


def _decision(request: HttpRequest, waiting: CommitmentChange, form: DecisionForm | ReasonForm) -> dict:
    return {"change": waiting, "by": request.user, "version": form.cleaned_data.get("version") or 0}


def _decide(
    request: HttpRequest, waiting: CommitmentChange, form: DecisionForm | ReasonForm, said: str, verb: Callable
) -> HttpResponse:
    if not permissions.can_decide_change(request.user, waiting):
        raise Http404
    try:
        with shown_on(form):
            verb()
    except Conflict:
        return _written_anew(request, waiting)
    if form.errors:
        return _change_page(request, _change(waiting.pk), form, status=400)
    messages.success(request, said % {"title": waiting.commitment.title})
    return redirect("curate_stakeholders:commitments")


def _written_anew(request: HttpRequest, waiting: CommitmentChange) -> HttpResponse:
    """Back to the change as it is now; a reason that was typed is shown, to be taken along."""
    said = _("The change was edited after you opened it. Read it again before you decide.")
    back = reverse("curate_stakeholders:commitment_change", args=[waiting.pk])
    if request.POST.get("reason", "").strip():
        return not_saved(request, what=waiting.commitment, reason=said, back=back)
    messages.warning(request, said)
    return redirect(back)


def _change_page(
    request: HttpRequest, shown: CommitmentChange, form: DecisionForm | ReasonForm | None = None, *, status: int = 200
) -> HttpResponse:
    is_waiting = shown.state == ChangeState.WAITING and shown.commitment.state == CommitmentState.PUBLISHED
    before = data_of(shown.commitment) if is_waiting else from_json(shown.base)
    typed = typed_before(request, reverse("curate_stakeholders:change_refuse", args=[shown.pk]))
    refusal = form if isinstance(form, ReasonForm) else ReasonForm(typed, help_text=REFUSAL_HELP)
    context = {
        "change": shown,
        "commitment": shown.commitment,
        "differences": compare(before, from_json(shown.proposed)),
        "is_waiting": is_waiting,
        "may_decide": is_waiting and permissions.can_decide_change(request.user, shown),
        "form": form or refusal,
        "refusal": refusal,
    }
    return render(request, "stakeholders/curate/commitment_change.html", context, status=status)
