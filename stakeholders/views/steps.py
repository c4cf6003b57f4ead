"""One page a step of a commitment's way: what it does, a reason where one is needed, and the button."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.kept_forms import typed_before
from stakeholders import commitments
from stakeholders.commitment_transitions import TRANSITIONS, Step
from stakeholders.errors import Conflict, WrongState
from stakeholders.forms.refusals import shown_on
from stakeholders.forms.steps import DecisionForm, ReasonForm
from stakeholders.models import Commitment
from stakeholders.views.guards import writing
from stakeholders.views.not_saved import not_saved


@dataclass(frozen=True)
class Page:
    """The words of a step's page, its verb, and where it leads."""

    verb: Callable[..., Commitment]
    title: Any
    text: Any
    done: Any
    reason_hint: Any = ""
    danger: bool = False
    after: str = "stakeholders:commitment"


QUEUE = "curate_stakeholders:commitments"
PAGES = {
    Step.PROPOSE: Page(
        commitments.propose,
        _("Submit this commitment for review"),
        _("A curator will publish it or return it for changes with a reason. Until then you cannot change it."),
        _("The commitment is submitted. A curator will review it."),
    ),
    Step.TAKE_BACK: Page(
        commitments.take_back,
        _("Return this commitment to draft"),
        _("It will become a draft again. You can change it and submit it again."),
        _("The commitment is a draft again."),
    ),
    Step.SEND_BACK: Page(
        commitments.send_back,
        _("Return this commitment for changes"),
        _("It will become a draft again. Its organisation will see your reason."),
        _("The commitment was returned for changes."),
        reason_hint=_("Say what is missing or unclear, so that they can correct it."),
        after=QUEUE,
    ),
    Step.PUBLISH: Page(
        commitments.publish,
        _("Publish this commitment"),
        _("It will be public from now on, unless it is set to private or counted only."),
        _("The commitment is published."),
        after=QUEUE,
    ),
    Step.ARCHIVE: Page(
        commitments.archive,
        _("Archive this commitment"),
        _("It will no longer appear in lists or totals. Its page will say that it was archived, and why."),
        _("The commitment is archived."),
        reason_hint=_("The public sees this reason if the commitment was ever published."),
        danger=True,
    ),
    Step.RESTORE: Page(
        commitments.restore,
        _("Restore this commitment"),
        _("It will return to its earlier stage: public if it was published, otherwise a draft."),
        _("The commitment is restored."),
        reason_hint=_("The public sees this reason if the commitment was ever published."),
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@writing
def commitment_step(request: HttpRequest, pk: int, step: Step) -> HttpResponse:
    """Ask, then take the step. Who may not take it finds no page; who comes too late is told."""
    rows = Commitment.objects.visible_to(request.user).select_related("lead_organisation")
    commitment = get_object_or_404(rows, pk=pk)
    transition = TRANSITIONS[step]
    if not transition.may(request.user, commitment):
        raise Http404
    if commitment.state not in transition.sources:
        return _too_late(request, commitment)
    return _decide(request, commitment, step)


def _decide(request: HttpRequest, commitment: Commitment, step: Step) -> HttpResponse:
    transition, page = TRANSITIONS[step], PAGES[step]
    form = _form(request, transition.needs_reason, page, commitment)
    if request.method == "POST" and form.is_valid():
        try:
            with shown_on(form):
                page.verb(commitment=commitment, by=request.user, **_arguments(step, form))
        except Conflict:
            return _changed_meanwhile(request, commitment)
        if not form.errors:
            messages.success(request, page.done)
            return redirect(page.after) if page.after == QUEUE else redirect(page.after, commitment.pk)
    context = {"page": page, "step": step, "commitment": commitment, "form": form}
    status = 400 if request.method == "POST" else 200
    return render(request, "stakeholders/commitment_step.html", context, status=status)


def _form(request: HttpRequest, needs_reason: bool, page: Page, commitment: Commitment) -> Any:
    posted = request.POST if request.method == "POST" else typed_before(request)
    initial = {"version": commitment.version}
    if needs_reason:
        return ReasonForm(posted, initial=initial, help_text=page.reason_hint)
    return DecisionForm(posted, initial=initial)


def _arguments(step: Step, form: Any) -> dict[str, Any]:
    if step in (Step.PROPOSE, Step.PUBLISH):
        return {"version": form.cleaned_data["version"] or 0}
    return {"reason": form.cleaned_data["reason"]} if TRANSITIONS[step].needs_reason else {}


def _too_late(request: HttpRequest, commitment: Commitment) -> HttpResponse:
    if request.POST.get("reason", "").strip():
        back = reverse("stakeholders:commitment", args=[commitment.pk])
        return not_saved(request, what=commitment, reason=WrongState(), back=back)
    messages.warning(request, str(WrongState()))
    return redirect("stakeholders:commitment", commitment.pk)


def _changed_meanwhile(request: HttpRequest, commitment: Commitment) -> HttpResponse:
    messages.warning(request, _("The commitment was changed after you opened it. Read it again before you decide."))
    return redirect("stakeholders:commitment", commitment.pk)
