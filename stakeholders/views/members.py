"""Inviting colleagues, giving them other roles, and ending memberships."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.kept_forms import typed_before
from accounts.models import Invitation
from accounts.ways_back import way_back
from stakeholders import handovers, memberships, permissions
from stakeholders.errors import WrongState
from stakeholders.forms.members import InviteForm, RoleForm
from stakeholders.forms.refusals import shown_on
from stakeholders.models import InvitedMembership, Membership, Organisation, Role
from stakeholders.views.guards import writing


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@writing
def member_invite(request: HttpRequest, slug: str) -> HttpResponse:
    """Mail a colleague a link that makes them a member."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), slug=slug)
    if not permissions.can_manage_members(request.user, organisation):
        raise Http404
    posted = request.POST if request.method == "POST" else typed_before(request)
    form = InviteForm(posted, initial={"language": organisation.language})
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            memberships.invite(organisation=organisation, by=request.user, **form.cleaned_data)
        if not form.errors:
            messages.success(request, _("We are sending the invitation to %s.") % form.cleaned_data["email"])
            return redirect("stakeholders:organisation_detail", organisation.slug)
    context = {"organisation": organisation, "form": form, "holders": holders_of(organisation)}
    return render(request, "stakeholders/member_invite.html", context, status=400 if request.method == "POST" else 200)


@require_POST
@never_cache
@writing
def invitation_resend(request: HttpRequest, pk: int) -> HttpResponse:
    """Mail an invitation again, with a new link."""
    done = _("We are sending the invitation to %s again, with a new link.")
    return _with_invitation(request, pk, memberships.resend_invitation, done)


@require_POST
@never_cache
@writing
def invitation_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an invitation back."""
    done = _("The invitation of %s is cancelled. Its link no longer works.")
    return _with_invitation(request, pk, memberships.withdraw_invitation, done)


def _with_invitation(request: HttpRequest, pk: int, verb: Callable[..., Invitation], done: str) -> HttpResponse:
    visible = Organisation.objects.visible_to(request.user)
    rows = InvitedMembership.objects.filter(organisation__in=visible).select_related("organisation", "invitation")
    offered = get_object_or_404(rows, pk=pk)
    if not permissions.can_manage_members(request.user, offered.organisation):
        raise Http404
    try:
        verb(offered=offered, by=request.user)
    except WrongState as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done % offered.invitation.email)
    page = way_back(request)
    return redirect(page) if page else redirect("stakeholders:organisation_detail", offered.organisation.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@writing
def member_role(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a member another role; the page says whose place it takes."""
    membership = _membership(request, pk)
    organisation = membership.organisation
    if not permissions.can_manage_members(request.user, organisation):
        raise Http404
    form = RoleForm(
        request.POST if request.method == "POST" else typed_before(request), initial={"role": membership.role}
    )
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            memberships.change_role(membership=membership, by=request.user, role=form.cleaned_data["role"])
        if not form.errors:
            role = Role(form.cleaned_data["role"]).label
            messages.success(
                request, _("%(name)s now has the role: %(role)s.") % {"name": membership.user, "role": role}
            )
            return redirect("stakeholders:organisation_detail", organisation.slug)
    context = {"membership": membership, "form": form, "holders": holders_of(organisation, but=membership)}
    return render(request, "stakeholders/member_role.html", context, status=400 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@writing
def member_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a membership, or leave; the page says when nobody is left who answers for the organisation."""
    membership = _membership(request, pk)
    organisation, own = membership.organisation, membership.user_id == request.user.pk
    if not own and not permissions.can_manage_members(request.user, organisation):
        raise Http404
    form = forms.Form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            memberships.end(membership=membership, by=request.user)
        if not form.errors:
            messages.success(request, _ended(membership))
            still_there = Organisation.objects.visible_to(request.user).filter(pk=organisation.pk).exists()
            if still_there:
                return redirect("stakeholders:organisation_detail", organisation.slug)
            return redirect("stakeholders:organisation")
    context = {
        "membership": membership,
        "form": form,
        "own": own,
        "last": _is_last_focal_point(membership),
        "stands_in": _stands_in_for(membership),
        "owned": handovers.duties_of(membership).commitments,
    }
    return render(request, "stakeholders/member_end.html", context, status=400 if request.method == "POST" else 200)


def _ended(membership: Membership) -> str:
    """That a membership has ended, and who stands in where it was the focal point's."""
    alternate = _stands_in_for(membership)
    if alternate is None:
        return _("The membership of %s has ended.") % membership.user
    said = _("The membership of %(name)s has ended. %(alternate)s (alternate) now acts as focal point.")
    return said % {"name": membership.user, "alternate": alternate.user}


def _stands_in_for(membership: Membership) -> Membership | None:
    """The alternate who acts when this focal point is gone."""
    if membership.role != Role.FOCAL_POINT:
        return None
    alternates = membership.organisation.memberships.active().filter(role=Role.ALTERNATE)
    return alternates.select_related("user").first()


def _membership(request: HttpRequest, pk: int) -> Membership:
    """A current membership of an organisation that the person may see."""
    rows = Membership.objects.filter(
        ended_at__isnull=True, organisation__in=Organisation.objects.visible_to(request.user)
    )
    return get_object_or_404(rows.select_related("organisation", "user"), pk=pk)


def holders_of(organisation: Organisation, but: Membership | None = None) -> list[Membership]:
    """Who is focal point and alternate now, and would become a reporter."""
    rows = organisation.memberships.filter(ended_at__isnull=True, role__in=permissions.FOCAL_ROLES)
    return [row for row in rows.select_related("user").order_by("-role") if but is None or row.pk != but.pk]


def _is_last_focal_point(membership: Membership) -> bool:
    if membership.role not in permissions.FOCAL_ROLES:
        return False
    others = membership.organisation.memberships.active().filter(role__in=permissions.FOCAL_ROLES)
    return not others.exclude(pk=membership.pk).exists()
