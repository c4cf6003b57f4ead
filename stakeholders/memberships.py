"""Who joins and leaves an organisation, and in which role.

Verbs are keyword-only and atomic, lock the organisation first, ask the permission again, and send
``membership_changed``. An organisation has at most one focal point and one alternate: whoever is promoted takes the
place, and the person who had it becomes a reporter. ``at`` is the moment that the act counts from (now by default).
"""

from __future__ import annotations

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import invitations, preferences
from accounts.models import Invitation, UserManager
from accounts.signals import invitation_accepted
from stakeholders import assignments, changes, quotas
from stakeholders.errors import Invalid, NotPermitted, WrongState
from stakeholders.models import InvitedMembership, Membership, Organisation, Role
from stakeholders.permissions import FOCAL_ROLES, can_manage_members
from stakeholders.signals import membership_changed


@transaction.atomic
def add(*, organisation: Organisation, user, role: str, by, at: datetime.datetime | None = None) -> Membership:
    """Make ``user`` a member in ``role``. Raises ``NotPermitted``, or ``Invalid`` for one who is a member already."""
    at = at or timezone.now()
    organisation = _lock_for(organisation, by)
    _require_role(role)
    if organisation.memberships.filter(user=user, ended_at__isnull=True).exists():
        raise Invalid({"user": _("%(name)s is a member already. Change the role instead.") % {"name": user}})
    return _begin(organisation, user, role, by=by, at=at)


@transaction.atomic
def change_role(*, membership: Membership, role: str, by, at: datetime.datetime | None = None) -> Membership:
    """Give a member another role; the old row ends and a new one begins. The same role changes nothing."""
    at = at or timezone.now()
    organisation = _lock_for(membership.organisation, by)
    _require_role(role)
    membership = _current(membership)
    if membership.role == role:
        return membership
    _finish(membership, by=by, at=at)
    return _begin(organisation, membership.user, role, by=by, at=at)


@transaction.atomic
def end(*, membership: Membership, by, at: datetime.datetime | None = None) -> Membership:
    """End a membership: it opens nothing from the next request on. Members may leave by themselves."""
    at = at or timezone.now()
    if membership.user_id == by.pk:
        Organisation.objects.select_for_update(no_key=True).get(pk=membership.organisation_id)
    else:
        _lock_for(membership.organisation, by)
    membership = _current(membership)
    _finish(membership, by=by, at=at)
    assignments.forget(membership)
    return membership


@transaction.atomic
def invite(
    *,
    organisation: Organisation,
    email: str,
    role: str,
    by,
    name: str = "",
    language: str = "en",
    at: datetime.datetime | None = None,
) -> Invitation:
    """Mail a one-use link that makes its owner a member in ``role``. Known and unknown addresses are treated alike.

    Raises ``NotPermitted``, or ``Invalid`` for a member's address, one that has an open invitation of this
    organisation, a wrong address, or too many invitations in a day.
    """
    at = at or timezone.now()
    organisation = _lock_for(organisation, by)
    _require_role(role)
    email = UserManager.normalize_email(email)
    if organisation.memberships.active().filter(user__email=email).exists():
        raise Invalid({"email": _("This person is a member already. Change the role instead.")})
    if open_invitations(organisation, on=at).filter(invitation__email=email).exists():
        message = _("This person has been invited already. Send that invitation again from the organisation’s page.")
        raise Invalid({"email": message})
    if quotas.binds(by) and not (sent := quotas.invitations(organisation, on=at)).has_room():
        raise Invalid({"": quotas.no_room_for_invitations(sent)})
    try:
        invitation, _link = invitations.invite(email=email, name=name, language=language, by=by, on=at)
    except ValidationError as problem:
        raise Invalid(_by_field(problem)) from None
    InvitedMembership.objects.create(invitation=invitation, organisation=organisation, role=role)
    return invitation


@transaction.atomic
def resend_invitation(*, offered: InvitedMembership, by, at: datetime.datetime | None = None) -> Invitation:
    """Mail an invitation of the organisation again, also an expired one; the old link dies.

    Raises ``NotPermitted``, or ``WrongState`` with the reason.
    """
    _lock_for(offered.organisation, by)
    try:
        return invitations.resend(invitation=offered.invitation, by=by, vouched=True, on=at)
    except ValidationError as problem:
        raise WrongState(" ".join(problem.messages)) from None


@transaction.atomic
def withdraw_invitation(*, offered: InvitedMembership, by, at: datetime.datetime | None = None) -> Invitation:
    """Take an invitation of the organisation back: its link says so from now on. Raises as ``resend_invitation``."""
    _lock_for(offered.organisation, by)
    try:
        return invitations.revoke(invitation=offered.invitation, by=by, vouched=True, on=at)
    except ValidationError as problem:
        raise WrongState(" ".join(problem.messages)) from None


def unanswered_invitations(organisation: Organisation) -> list[InvitedMembership]:
    """What was offered and neither accepted nor withdrawn, expired ones too: the last of each address, newest first."""
    rows = organisation.invited_memberships.filter(invitation__in=Invitation.objects.unanswered())
    rows = rows.select_related("invitation__invited_by").order_by("-invitation__created_at", "-pk")
    members = set(organisation.memberships.active().values_list("user__email", flat=True))
    newest: dict[str, InvitedMembership] = {}
    for row in rows:
        if row.invitation.email not in members:
            newest.setdefault(row.invitation.email, row)
    return list(newest.values())


def open_invitations(organisation: Organisation, *, on: datetime.datetime):
    """The memberships that were offered and can still be accepted at the moment ``on``, with their invitations."""
    return organisation.invited_memberships.filter(invitation__in=Invitation.objects.open(on=on)).select_related(
        "invitation"
    )


@receiver(invitation_accepted, dispatch_uid="stakeholders.join_on_acceptance")
def join_on_acceptance(*, invitation: Invitation, user, **_kwargs) -> None:
    """Turn what an invitation offered into memberships, in the transaction that accepts it."""
    for offered in invitation.memberships.select_related("organisation").order_by("organisation_id"):
        organisation = Organisation.objects.select_for_update(no_key=True).get(pk=offered.organisation_id)
        member = organisation.memberships.filter(user=user, ended_at__isnull=True).exists()
        if organisation.archived_at is None and not member:
            role = _role_still_free(organisation, offered)
            _begin(organisation, user, role, by=invitation.invited_by, at=invitation.accepted_at or timezone.now())


def _role_still_free(organisation: Organisation, offered: InvitedMembership) -> str:
    """The offered role; but a place that somebody took after the invitation was sent is not taken from them."""
    if offered.role not in FOCAL_ROLES:
        return offered.role
    later = organisation.memberships.filter(
        role=offered.role, ended_at__isnull=True, started_at__gt=offered.invitation.created_at
    )
    return Role.REPORTER if later.exists() else offered.role


def _lock_for(organisation: Organisation, by) -> Organisation:
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    if not can_manage_members(changes.as_now(by), organisation):
        raise NotPermitted
    return organisation


def _current(membership: Membership) -> Membership:
    """The row as it is now; raises ``WrongState`` for one that has ended."""
    membership = Membership.objects.select_related("user", "organisation").get(pk=membership.pk)
    if membership.ended_at is not None:
        raise WrongState(_("This membership has ended already."))
    return membership


def _require_role(role: str) -> None:
    if role not in Role.values:
        raise Invalid({"role": _("Choose one of the roles.")})


def _begin(organisation: Organisation, user, role: str, *, by, at: datetime.datetime) -> Membership:
    if role in FOCAL_ROLES:
        _vacate(organisation, role, by=by, at=at)
    membership = Membership.objects.create(
        organisation=organisation, user=user, role=role, started_at=at, started_by=by
    )
    preferences.begin_in(user=user, country=organisation.country_id)
    membership_changed.send(Membership, membership=membership, at=at)
    return membership


def _vacate(organisation: Organisation, role: str, *, by, at: datetime.datetime) -> None:
    """Whoever is focal point or alternate makes room and becomes a reporter."""
    holder = organisation.memberships.filter(role=role, ended_at__isnull=True).select_related("user").first()
    if holder:
        _finish(holder, by=by, at=at)
        _begin(organisation, holder.user, Role.REPORTER, by=by, at=at)


def _finish(membership: Membership, *, by, at: datetime.datetime) -> None:
    membership.ended_at, membership.ended_by = max(at, membership.started_at), by
    membership.save(update_fields=["ended_at", "ended_by"])
    membership_changed.send(Membership, membership=membership, at=at)


def _by_field(problem: ValidationError) -> dict[str, object]:
    if hasattr(problem, "error_dict"):
        return {name: " ".join(texts) for name, texts in problem.message_dict.items()}
    return {"": " ".join(problem.messages)}
