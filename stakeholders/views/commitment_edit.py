"""Drafting and changing a commitment."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from recommendations import three_way
from stakeholders import commitments, permissions
from stakeholders.errors import Conflict
from stakeholders.forms.commitment import CommitmentForms
from stakeholders.forms.commitment_rows import with_another_row
from stakeholders.forms.refusals import shown_on
from stakeholders.models import Commitment, Organisation
from stakeholders.views.guards import writing

ROWS = ("milestones", "indicators")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@writing
def commitment_new(request: HttpRequest) -> HttpResponse:
    """A new draft. ``?organisation=<short name>`` chooses the lead; curators must."""
    leads = _leads(request)
    if request.method != "POST":
        return _page(request, CommitmentForms(leads=leads))
    if added := _row_asked_for(request):
        return _page(request, CommitmentForms(with_another_row(request.POST, added), leads=leads).without_errors())
    forms = CommitmentForms(request.POST, leads=leads)
    if forms.is_valid():
        cleaned = forms.form.cleaned_data
        with shown_on(forms.form):
            commitment = commitments.create(
                organisation=cleaned["organisation"], by=request.user, data=forms.data(), key=cleaned["key"]
            )
        if not forms.form.errors:
            messages.success(request, _("The draft is saved. Propose it when it is complete."))
            return redirect("stakeholders:commitment", commitment.pk)
    return _page(request, forms, status=400)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@writing
def commitment_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft, or with a public reason a published commitment. 409 when somebody else was quicker."""
    rows = Commitment.objects.visible_to(request.user).select_related("lead_organisation")
    commitment = get_object_or_404(rows, pk=pk)
    if not permissions.can_edit_commitment(request.user, commitment):
        raise Http404
    if request.method != "POST":
        return _page(request, CommitmentForms(commitment=commitment, user=request.user), commitment)
    if added := _row_asked_for(request):
        posted = with_another_row(request.POST, added)
        forms = CommitmentForms(posted, commitment=commitment, user=request.user)
        return _page(request, forms.without_errors(), commitment)
    return _save(request, commitment)


def _save(request: HttpRequest, commitment: Commitment) -> HttpResponse:
    forms = CommitmentForms(request.POST, commitment=commitment, user=request.user)
    if forms.is_valid():
        cleaned = forms.form.cleaned_data
        try:
            with shown_on(forms.form):
                commitments.update(
                    commitment=commitment,
                    by=request.user,
                    data=forms.data(),
                    # A form without its version is as old as can be.
                    version=cleaned["version"] or 0,
                    reason=cleaned.get("reason", ""),
                )
        except Conflict as conflict:
            return _conflict(request, conflict.current)
        if not forms.form.errors:
            messages.success(request, _("The commitment is saved."))
            return redirect("stakeholders:commitment", commitment.pk)
    return _page(request, forms, commitment, status=400)


def _conflict(request: HttpRequest, current: Commitment) -> HttpResponse:
    """409: what was typed, merged field by field with what is saved now; sending it again decides over that."""
    now = CommitmentForms(commitment=current, user=request.user)
    last = current.history.select_related("history_user").latest()
    merged = three_way.merge(request.POST, now.form, now.rows, by=last.history_user, at=last.history_date)
    merged.data["version"] = str(current.version)
    again = CommitmentForms(merged.data, commitment=current, user=request.user)
    return _page(request, again, current, status=409, conflict=merged)


def _page(
    request: HttpRequest, forms: CommitmentForms, commitment: Commitment | None = None, *, status: int = 200, **context
) -> HttpResponse:
    context = {"conflict": None} | context
    context |= {"forms": forms, "form": forms.form, "commitment": commitment}
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
