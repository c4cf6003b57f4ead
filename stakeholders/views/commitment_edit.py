"""Drafting and changing a commitment."""

from __future__ import annotations

import datetime

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.kept_forms import typed_before
from accounts.models import User
from accounts.permissions import reauthentication_redirect, refuse_while_blocked, signed_in
from recommendations import three_way
from stakeholders import commitment_changes, commitments, permissions
from stakeholders.errors import Conflict, WrongState
from stakeholders.forms.commitment import CommitmentForms
from stakeholders.forms.commitment_rows import with_another_row
from stakeholders.forms.refusals import shown_on
from stakeholders.forms.steps import DecisionForm
from stakeholders.models import Commitment, CommitmentChange, CommitmentState, Organisation
from stakeholders.views.guards import writing
from stakeholders.views.not_saved import not_saved

ROWS = ("milestones", "indicators")
ASKS_FOR_ADVICE = "coach"  # the button that shows the advice on what is typed, and saves nothing


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@writing
def commitment_new(request: HttpRequest) -> HttpResponse:
    """A new draft. ``?organisation=<short name>`` chooses the lead; curators must."""
    leads = _leads(request)
    if request.method != "POST":
        return _page(request, CommitmentForms(typed_before(request), leads=leads).without_errors())
    if added := _row_asked_for(request):
        return _page(request, CommitmentForms(with_another_row(request.POST, added), leads=leads).without_errors())
    if ASKS_FOR_ADVICE in request.POST:
        return _page(request, CommitmentForms(request.POST, leads=leads).without_errors())
    forms = CommitmentForms(request.POST, leads=leads)
    if forms.is_valid():
        cleaned = forms.form.cleaned_data
        with shown_on(forms.form):
            commitment = commitments.create(
                organisation=cleaned["organisation"], by=request.user, data=forms.data(), key=cleaned["key"]
            )
        if not forms.form.errors:
            messages.success(request, _("The draft is saved. Submit it for review when it is complete."))
            return redirect("stakeholders:commitment", commitment.pk)
    return _page(request, forms, status=400)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@writing
def commitment_edit(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Change a draft, or with a public reason a published commitment. 409 when somebody else was quicker."""
    rows = Commitment.objects.visible_to(request.user).select_related("lead_organisation")
    commitment = get_object_or_404(rows, pk=pk)
    if not permissions.can_edit_commitment(request.user, commitment):
        return _came_too_late(request, commitment)
    if request.method != "POST":
        forms = CommitmentForms(typed_before(request), commitment=commitment, user=request.user)
        return _page(request, forms.without_errors(), commitment)
    if added := _row_asked_for(request):
        posted = with_another_row(request.POST, added)
        forms = CommitmentForms(posted, commitment=commitment, user=request.user)
        return _page(request, forms.without_errors(), commitment)
    if ASKS_FOR_ADVICE in request.POST:
        forms = CommitmentForms(request.POST, commitment=commitment, user=request.user)
        return _page(request, forms.without_errors(), commitment)
    return _proof_for(request, commitment) or _save(request, commitment)


def _proof_for(request: HttpRequest, commitment: Commitment) -> HttpResponseBase | None:
    """A curator's edit of a published commitment is public at once (see ``gta.public_acts``)."""
    if commitment.state != CommitmentState.PUBLISHED or not permissions.can_edit_at_once(request.user, commitment):
        return None
    refuse_while_blocked(signed_in(request))
    return reauthentication_redirect(request)


def _came_too_late(request: HttpRequest, commitment: Commitment) -> HttpResponse:
    """409 with what was typed, when a colleague's draft went on to the curators or was put away meanwhile; else 404."""
    if request.method != "POST" or not permissions.can_create_commitment(request.user, commitment.lead_organisation):
        raise Http404
    forms = CommitmentForms(commitment=commitment, user=request.user)
    return not_saved(
        request,
        what=commitment,
        reason=WrongState(),
        back=reverse("stakeholders:commitment", args=[commitment.pk]),
        typed=three_way.typed(request.POST, forms.form) + three_way.typed_rows(request.POST, forms.rows),
    )


def _save(request: HttpRequest, commitment: Commitment) -> HttpResponse:
    forms = CommitmentForms(request.POST, commitment=commitment, user=request.user)
    if forms.is_valid():
        cleaned = forms.form.cleaned_data
        try:
            with shown_on(forms.form):
                waiting = commitment_changes.edit(
                    commitment=commitment,
                    by=request.user,
                    data=forms.data(),
                    # A form without its version is as old as can be.
                    version=cleaned["version"] or 0,
                    change_version=cleaned["change_version"] or 0,
                    reason=cleaned.get("reason", ""),
                )
        except Conflict as conflict:
            return _conflict(request, conflict.current)
        if not forms.form.errors:
            messages.success(request, _saved(waiting))
            return redirect("stakeholders:commitment", commitment.pk)
    return _page(request, forms, commitment, status=400)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@writing
def change_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back the change that waits for a curator."""
    commitment = get_object_or_404(Commitment.objects.visible_to(request.user), pk=pk)
    waiting = commitment_changes.waiting_change(commitment)
    if waiting is None or not permissions.can_propose_change(request.user, commitment):
        raise Http404
    form = DecisionForm(request.POST if request.method == "POST" else None, initial={"version": waiting.version})
    if request.method == "POST" and form.is_valid():
        try:
            with shown_on(form):
                commitment_changes.withdraw(change=waiting, by=request.user, version=form.cleaned_data["version"] or 0)
        except Conflict:
            form.add_error(None, _("The change was edited after you opened this page. Read it again first."))
        if not form.errors:
            messages.success(request, _("The change is withdrawn. The public commitment stays as it is."))
            return redirect("stakeholders:commitment", commitment.pk)
    question = {
        "title": _("Withdraw this change"),
        "text": _("No curator will review it. The public commitment stays as it is."),
        "action": _("Withdraw the change"),
        "back": reverse("stakeholders:commitment", args=[commitment.pk]),
        "form": form,
    }
    return render(request, "confirm.html", question, status=409 if form.errors else 200)


def _saved(waiting: CommitmentChange | None) -> str:
    if waiting:
        return _(
            "Your change is waiting for review. Until a curator approves it, the public sees the commitment as it was."
        )
    return _("The commitment is saved.")


def _conflict(request: HttpRequest, current: Commitment) -> HttpResponse:
    """409: what was typed, merged field by field with what is saved now; sending it again decides over that."""
    now = CommitmentForms(commitment=current, user=request.user)
    by, at = _last_saved(current, now.change)
    merged = three_way.merge(request.POST, now.form, now.rows, by=by, at=at)
    for name in ("version", "change_version"):
        merged.data[name] = str(now.form.initial[name])
    again = CommitmentForms(merged.data, commitment=current, user=request.user)
    return _page(request, again, current, status=409, conflict=merged)


def _last_saved(current: Commitment, change: CommitmentChange | None) -> tuple[User | None, datetime.datetime]:
    """Who saved last, and when: the commitment itself, or the change of it that waits."""
    last = current.history.select_related("history_user").latest()
    if change and change.edited_at > last.history_date:
        return change.proposed_by, change.edited_at
    return last.history_user, last.history_date


def _page(
    request: HttpRequest, forms: CommitmentForms, commitment: Commitment | None = None, *, status: int = 200, **context
) -> HttpResponse:
    context = {"conflict": None} | context
    at_once = commitment is None or permissions.can_edit_at_once(request.user, commitment)
    context |= {"forms": forms, "form": forms.form, "commitment": commitment, "waits": not at_once}
    return render(request, "stakeholders/commitment_form.html", context, status=status)


def _row_asked_for(request: HttpRequest) -> str:
    """Which kind of row the person wants one more of; empty when they want to save."""
    return next((name for name in ROWS if f"add_{name}" in request.POST), "")


def _leads(request: HttpRequest) -> QuerySet[Organisation]:
    """The organisations that the person may draft for here; 404 when there is none."""
    leads = permissions.organisations_to_report_for(request.user)
    if slug := request.GET.get("organisation", ""):
        chosen = get_object_or_404(Organisation.objects.visible_to(request.user), slug=slug)
        if not permissions.can_create_commitment(request.user, chosen):
            raise Http404
        leads = Organisation.objects.filter(pk=chosen.pk)
    if not leads.exists():
        raise Http404
    return leads.order_by("name")
