"""Who may do what to organisations and commitments. Booleans over the database as it is now; nothing is written here.

Each question looks the membership up again, so a role that ended or an account that was closed counts from the next
request on; a page that asks several of them looks once and says the ``role``. Curators keep the content of
organisations; administrators look after people, and so manage members.
"""

from __future__ import annotations

import datetime

from django.db.models import Q, QuerySet

from stakeholders.models import Commitment, CommitmentChange, CommitmentState, Membership, Organisation, Role
from stakeholders.models.membership import REPORTING_ROLES as REPORTING_ROLES

FOCAL_ROLES = frozenset({Role.FOCAL_POINT, Role.ALTERNATE})


def role_in(user, organisation: Organisation) -> str:
    """The role that ``user`` has in the organisation now; empty for none."""
    if not (user.is_authenticated and user.is_active):
        return ""
    roles = Membership.objects.filter(user=user, organisation=organisation, ended_at__isnull=True)
    return roles.values_list("role", flat=True).first() or ""


def is_curator(user) -> bool:
    return user.is_authenticated and user.is_active and user.is_curator


def can_see_organisation(user, organisation: Organisation) -> bool:
    """May ``user`` open the organisation's signed-in page?"""
    return is_curator(user) or is_administrator(user) or bool(role_in(user, organisation))


def can_report_for(user, organisation: Organisation, role: str | None = None) -> bool:
    """Reporters, the focal point and the alternate of an organisation in use. Viewers read only."""
    if organisation.archived_at is not None:
        return False
    return (role_in(user, organisation) if role is None else role) in REPORTING_ROLES


def organisations_to_report_for(user) -> QuerySet[Organisation]:
    """Every organisation for which ``can_report_for`` is true, in one query."""
    if not (user.is_authenticated and user.is_active):
        return Organisation.objects.none()
    roles = Membership.objects.filter(user=user, ended_at__isnull=True, role__in=REPORTING_ROLES)
    return Organisation.objects.public().filter(pk__in=roles.values("organisation_id"))


def is_focal_point(user, organisation: Organisation, role: str | None = None) -> bool:
    """The focal point, or the alternate who stands in, of an organisation in use."""
    if organisation.archived_at is not None:
        return False
    return (role_in(user, organisation) if role is None else role) in FOCAL_ROLES


def can_manage_members(user, organisation: Organisation, role: str | None = None) -> bool:
    """Invite, change roles, end memberships: the focal point, the alternate, curators and administrators."""
    if organisation.archived_at is not None:
        return False
    return is_curator(user) or is_administrator(user) or is_focal_point(user, organisation, role)


def can_hand_over(user, membership: Membership) -> bool:
    """Hand over what a member reports on: whoever manages the members, and the member themselves."""
    if membership.user_id == user.pk:
        return can_report_for(user, membership.organisation)
    return can_manage_members(user, membership.organisation)


def can_set_sign_off(user, organisation: Organisation, role: str | None = None) -> bool:
    """Whether reports wait for a sign-off is the organisation's own affair."""
    return is_focal_point(user, organisation, role)


def can_respond(user, organisation: Organisation) -> bool:
    """Say whether the organisation supports a recommendation: its focal point, or a curator on its behalf."""
    return organisation.archived_at is None and (is_curator(user) or is_focal_point(user, organisation))


def can_curate_organisations(user) -> bool:
    return is_curator(user)


def can_create_commitment(user, organisation: Organisation, role: str | None = None) -> bool:
    """Draft a commitment that the organisation leads: its reporters, or a curator on its behalf."""
    return organisation.archived_at is None and (is_curator(user) or can_report_for(user, organisation, role))


def can_see_commitment(user, commitment: Commitment) -> bool:
    """May ``user`` open it in the signed-in pages? (Lists use ``Commitment.objects.visible_to``.)"""
    return Commitment.objects.visible_to(user).filter(pk=commitment.pk).exists()


def can_edit_commitment(user, commitment: Commitment) -> bool:
    """A draft: whoever may report for its lead. A published one: only the focal point or alternate, and then it waits.

    Curators may do both. What waits for the curator is first taken back, and what is archived is first restored.
    """
    lead = commitment.lead_organisation
    if commitment.state == CommitmentState.DRAFT:
        return can_create_commitment(user, lead)
    if commitment.state == CommitmentState.PUBLISHED:
        return lead.archived_at is None and (is_curator(user) or is_focal_point(user, lead))
    return False


def can_edit_at_once(user, commitment: Commitment) -> bool:
    """Would an edit count without approval? A draft's does; in public only that of a curator from outside."""
    if commitment.state != CommitmentState.PUBLISHED:
        return can_edit_commitment(user, commitment)
    return is_curator(user) and can_edit_commitment(user, commitment) and not _belongs_to(user, commitment)


def can_propose_change(user, commitment: Commitment) -> bool:
    """Write a change of a published commitment that waits for a curator, and withdraw it."""
    if commitment.state != CommitmentState.PUBLISHED:
        return False
    return can_edit_commitment(user, commitment) and not can_edit_at_once(user, commitment)


def can_decide_change(user, change: CommitmentChange) -> bool:
    """Four eyes: a curator who did not write it, and has not belonged to its organisations since it was begun."""
    commitment = change.commitment
    if not is_curator(user) or commitment.lead_organisation.archived_at is not None:
        return False
    return user.pk != change.proposed_by_id and not _belongs_to(user, commitment, since=change.proposed_at)


def can_offer_carry_over(user) -> bool:
    """Ask organisations whether their commitments serve a later edition, too."""
    return is_curator(user)


def can_answer_carry_over(user, organisation: Organisation) -> bool:
    """Say for the lead organisation whether a commitment is carried over: its focal point or alternate, nobody else."""
    return is_focal_point(user, organisation)


def organisations_to_sign_for(user) -> set[int]:
    """The keys of the organisations in use whose focal point or alternate ``user`` is. One query."""
    if not (user.is_authenticated and user.is_active):
        return set()
    roles = Membership.objects.filter(user=user, ended_at__isnull=True, role__in=FOCAL_ROLES)
    return set(roles.filter(organisation__archived_at__isnull=True).values_list("organisation_id", flat=True))


def can_set_milestones(user, commitment: Commitment) -> bool:
    """Say that a milestone was reached: whoever reports for the lead or a partner, and whoever may edit."""
    if can_edit_commitment(user, commitment):
        return True
    if commitment.state != CommitmentState.PUBLISHED:
        return False
    carriers = [commitment.lead_organisation, *commitment.joint_organisations.all()]
    return any(can_report_for(user, organisation) for organisation in carriers)


def can_change_partners(user, commitment: Commitment) -> bool:
    """In public nobody is named as a partner unseen: once it is published, only a curator changes them."""
    if commitment.state == CommitmentState.PUBLISHED:
        return is_curator(user)
    return can_edit_commitment(user, commitment)


def can_propose(user, commitment: Commitment) -> bool:
    """Put it before the curators, or take it back from them: whoever may draft for its lead."""
    return can_create_commitment(user, commitment.lead_organisation)


def had_a_hand_in(user, commitment: Commitment) -> bool:
    """True when ``user`` made, last edited or proposed it, or belongs to one of its organisations."""
    if user.pk in (commitment.created_by_id, commitment.edited_by_id, commitment.proposed_by_id):
        return True
    return _belongs_to(user, commitment)


def _belongs_to(user, commitment: Commitment, since: datetime.datetime | None = None) -> bool:
    """Is ``user`` a member of one of its organisations, or was at any time ``since``?"""
    organisations = [commitment.lead_organisation_id, *commitment.joint_links.values_list("organisation_id", flat=True)]
    still = Q(ended_at__isnull=True) | Q(ended_at__gte=since) if since else Q(ended_at__isnull=True)
    return Membership.objects.filter(still, user=user, organisation__in=organisations).exists()


def can_publish_commitment(user, commitment: Commitment) -> bool:
    """Four eyes: a curator who had no hand in it."""
    return is_curator(user) and commitment.lead_organisation.archived_at is None and not had_a_hand_in(user, commitment)


def can_send_back(user, commitment: Commitment) -> bool:
    return is_curator(user)


def can_archive_commitment(user, commitment: Commitment) -> bool:
    """A curator; and whoever may draft for its lead, as long as it is a draft that was never published."""
    if is_curator(user):
        return True
    return commitment.state == CommitmentState.DRAFT and can_create_commitment(user, commitment.lead_organisation)


def can_restore_commitment(user, commitment: Commitment) -> bool:
    return is_curator(user)


def is_administrator(user) -> bool:
    return user.is_authenticated and user.is_active and user.is_administrator
