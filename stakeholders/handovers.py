"""Handing over all that a person does for an organisation, in one step.

The verb is keyword-only and atomic, locks the organisation first, as those of memberships do, and asks the permission
again.
"""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stakeholders import assignments, changes, memberships
from stakeholders.errors import Conflict, Invalid, NotPermitted, WrongState
from stakeholders.models import Commitment, Handover, InvitedMembership, Membership, Organisation, Role
from stakeholders.permissions import FOCAL_ROLES, REPORTING_ROLES, can_hand_over
from stakeholders.signals import handed_over


@dataclass(frozen=True)
class Duties:
    """What a member does for the organisation now."""

    membership: Membership
    commitments: list[Commitment]  # that they own, by title
    invitations: list[InvitedMembership]  # that they sent and nobody has accepted

    @property
    def seen(self) -> str:
        """Stands for what a page showed: another one when any of it changed."""
        parts = [self.membership.pk, *(one.pk for one in self.commitments)]
        return hashlib.sha256(",".join(map(str, parts)).encode()).hexdigest()[:32]


def duties_of(membership: Membership) -> Duties:
    """What the person of a current membership does for its organisation. Four queries at most."""
    organisation, person = membership.organisation, membership.user
    owned = Commitment.objects.filter(assignments__organisation=organisation, assignments__owner=person)
    invited = memberships.unanswered_invitations(organisation)
    return Duties(
        membership=membership,
        commitments=list(owned.order_by("title", "pk")),
        invitations=[one for one in invited if one.invitation.invited_by_id == person.pk],
    )


def receivers_of(membership: Membership) -> QuerySet[Membership]:
    """The colleagues who may take over: whoever else reports for the organisation."""
    colleagues = Membership.objects.active().filter(organisation=membership.organisation_id, role__in=REPORTING_ROLES)
    return colleagues.exclude(user=membership.user_id).select_related("user")


@transaction.atomic
def hand_over(
    *,
    membership: Membership,
    receiver: Membership,
    by,
    seen: str | None = None,
    with_role: bool = False,
    ends: bool = False,
    at: datetime.datetime | None = None,
) -> Handover:
    """Give all that a member owns to ``receiver``, the role too (``with_role``), and end the membership (``ends``).

    ``seen`` is that of the ``Duties`` which the page showed; when they have changed, ``Conflict`` is raised with those
    of now. Raises ``NotPermitted``, ``WrongState`` for a membership that has ended, and ``Invalid`` for a receiver who
    cannot take it. Side effects: those of each step, a row of ``Handover``, and ``handed_over`` is sent.
    """
    at = at or timezone.now()
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=membership.organisation_id)
    membership = Membership.objects.select_related("user", "organisation").get(pk=membership.pk)
    if not can_hand_over(changes.as_now(by), membership):
        raise NotPermitted
    if membership.ended_at is not None:
        raise WrongState(_("This membership has ended already."))
    duties, person = duties_of(membership), membership.user
    if seen is not None and seen != duties.seen:
        raise Conflict(duties)
    role = membership.role if with_role and membership.role in FOCAL_ROLES else ""
    receiver = _able(receiver, membership, role)
    assignments.hand_over(organisation=organisation, person=person, to=receiver.user, by=by, at=at)
    if role:
        memberships.change_role(membership=receiver, role=role, by=by, at=at)
    if ends:
        memberships.end(membership=organisation.memberships.get(user=person, ended_at__isnull=True), by=by, at=at)
    handover = Handover.objects.create(
        organisation=organisation, person=person, receiver=receiver.user, role=role, ended=ends, at=at, by=by
    )
    handover.commitments.set(duties.commitments)
    handed_over.send(Handover, handover=handover)
    return handover


def _able(receiver: Membership, membership: Membership, role: str) -> Membership:
    """The receiver's membership as it is now; raises ``Invalid`` for one who cannot take over."""
    found = receivers_of(membership).filter(user=receiver.user_id).first()
    if found is None:
        message = _("%(name)s does not report for %(organisation)s. Choose one of its reporters or focal points.")
        raise Invalid({"receiver": message % {"name": receiver.user, "organisation": membership.organisation}})
    if role == Role.ALTERNATE and found.role == Role.FOCAL_POINT:
        raise Invalid({"receiver": _("The focal point cannot be the alternate as well. Choose someone else.")})
    return found
