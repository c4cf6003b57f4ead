"""The focal point's page: an organisation's people, their roles, its sign-off, and what it committed to."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import F
from django.forms import model_to_dict
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.days import today_of
from accounts.invitation_mail import undeliverable
from stakeholders import organisations, permissions
from stakeholders.duties import responsible_for
from stakeholders.forms.members import SignOffForm
from stakeholders.forms.refusals import shown_on
from stakeholders.memberships import unanswered_invitations
from stakeholders.models import Commitment, CommitmentState, Membership, Organisation, Role
from stakeholders.views.guards import writing

SHOWN = 20  # commitments on this page; the list has them all


@require_safe
@never_cache
def own_organisation(request: HttpRequest) -> HttpResponse:
    """The person's organisation; with several, the first, and tabs to the others."""
    first = Organisation.objects.of_member(request.user).order_by("name").first()
    if first is None:
        return render(request, "stakeholders/organisation_none.html")
    return _page(request, first)


@require_safe
@never_cache
def organisation_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One organisation, for its people, curators and administrators."""
    merged = Organisation.objects.filter(slug=slug, merged_into__isnull=False).select_related("merged_into").first()
    if merged and merged.merged_into:
        return redirect("stakeholders:organisation_detail", merged.merged_into.slug)
    return _page(request, get_object_or_404(Organisation.objects.visible_to(request.user), slug=slug))


@require_POST
@never_cache
@writing
def organisation_sign_off(request: HttpRequest, slug: str) -> HttpResponse:
    """Have reports wait for a sign-off, or not."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), slug=slug)
    if not permissions.can_set_sign_off(request.user, organisation):
        raise Http404
    form = SignOffForm(request.POST)
    if form.is_valid():
        required = form.cleaned_data["requires_sign_off"]
        with shown_on(form):
            organisations.set_sign_off(
                organisation=organisation,
                by=request.user,
                required=required,
                codes=form.cleaned_data["links_need_second_step"],
                alternate_after_days=form.cleaned_data["alternate_after_days"],
            )
    if form.errors:
        return _page(request, organisation, sign_off=form)
    if required:
        messages.success(
            request, _("The focal point or the alternate must now sign off reports before they are submitted.")
        )
    else:
        messages.success(request, _("Reports are now submitted without a sign-off."))
    return redirect("stakeholders:organisation_detail", organisation.slug)


def _page(request: HttpRequest, organisation: Organisation, *, sign_off: SignOffForm | None = None) -> HttpResponse:
    """The organisation's page; with a ``sign_off`` form that was refused, status 400."""
    user = request.user
    role = permissions.role_in(user, organisation)
    members = list(organisation.memberships.active().select_related("user").order_by("user__name", "pk"))
    invited = unanswered_invitations(organisation)
    context: dict[str, Any] = {
        "organisation": organisation,
        "mine": Organisation.objects.of_member(user).order_by("name"),
        "members": members,
        "invited": invited,
        "undeliverable": undeliverable(one.invitation for one in invited),
        "now": timezone.now(),
        "focal_point": _in_role(members, Role.FOCAL_POINT),
        "alternate": _in_role(members, Role.ALTERNATE),
        "can_manage": permissions.can_manage_members(user, organisation, role),
        "can_draft": permissions.can_create_commitment(user, organisation, role),
        "can_report": permissions.can_report_for(user, organisation, role),
        "can_set_sign_off": permissions.can_set_sign_off(user, organisation, role),
        "sign_off": sign_off or SignOffForm(initial=model_to_dict(organisation, SignOffForm.base_fields)),
        "today": today_of(user),
    }
    context |= _duties(organisation, members)
    return render(request, "stakeholders/organisation.html", context, status=400 if sign_off else 200)


def _in_role(members: list[Membership], role: str) -> Membership | None:
    return next((member for member in members if member.role == role), None)


def _duties(organisation: Organisation, members: list) -> dict[str, Any]:
    """Its commitments, nearest due date first, each with the person to ask."""
    rows = Commitment.objects.filter(lead_organisation=organisation).exclude(state=CommitmentState.ARCHIVED)
    nearest = rows.order_by(F("due_on").asc(nulls_last=True), "pk")[: SHOWN + 1]
    duties = [(commitment, responsible_for(commitment, members)) for commitment in nearest]
    return {"duties": duties[:SHOWN], "more_duties": len(duties) > SHOWN}
