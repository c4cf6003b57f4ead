"""Who may do what to a report. Booleans over the database as it is now; nothing is written here."""

from __future__ import annotations

from django.conf import settings

from accounts.days import site_day
from progress.models import (
    Assessment,
    AssessorGrant,
    Evidence,
    EvidenceAudience,
    EvidenceKind,
    ProgressReport,
    ScanState,
    Thread,
)
from stakeholders.models import Commitment, CommitmentState, Membership, Organisation
from stakeholders.permissions import FOCAL_ROLES, can_report_for, is_focal_point


def is_partner(organisation: Organisation, commitment: Commitment) -> bool:
    """True when the organisation leads the commitment or joins it."""
    return (
        commitment.lead_organisation_id == organisation.pk
        or commitment.joint_links.filter(organisation=organisation).exists()
    )


def takes_part(report: ProgressReport) -> bool:
    """True while the report's organisation still leads or joins its commitment, and that one is in use."""
    carries = Commitment.objects.of_organisations([report.organisation_id])
    return carries.filter(pk=report.commitment_id, state=CommitmentState.PUBLISHED).exists()


def can_start_report(user, organisation: Organisation, commitment: Commitment) -> bool:
    """May ``user`` write a report of ``organisation`` on ``commitment``?"""
    return can_report_for(user, organisation) and is_partner(organisation, commitment)


def can_edit(user, report: ProgressReport) -> bool:
    """May ``user`` change the text, were it editable?"""
    return can_report_for(user, report.organisation)


def can_read_partners(user, commitment: Commitment) -> bool:
    """Read what the partners of a joint commitment have handed in: whoever reports for the one that leads it."""
    return can_report_for(user, commitment.lead_organisation)


def can_take_over(user, report: ProgressReport) -> bool:
    """Take texts of partners over into ``report``: into the lead's own, by whoever may change it."""
    return report.organisation_id == report.commitment.lead_organisation_id and can_edit(user, report)


def can_sign_off(user, report: ProgressReport) -> bool:
    """Only the focal point or the alternate signs off."""
    return is_focal_point(user, report.organisation)


def has_somebody_to_sign_off(organisation: Organisation) -> bool:
    """Is there a focal point or an alternate?"""
    return Membership.objects.active().filter(organisation=organisation, role__in=FOCAL_ROLES).exists()


def needs_sign_off(report: ProgressReport) -> bool:
    """Does its organisation ask for a sign-off that it does not have?"""
    return report.organisation.requires_sign_off and report.signed_off_at is None


def can_submit(user, report: ProgressReport) -> bool:
    """May ``user`` send it to the curators? Where sign-off is asked for, it must stand, or the focal point submits."""
    if not can_report_for(user, report.organisation):
        return False
    return not needs_sign_off(report) or is_focal_point(user, report.organisation)


def had_a_hand_in(user, report: ProgressReport) -> bool:
    """True when ``user`` wrote, signed off or submitted it, or has belonged to its organisation since it was begun."""
    if user.pk in (report.author_id, report.submitted_by_id, report.signed_off_by_id):
        return True
    spans = [one for one in user.memberships.all() if one.organisation_id == report.organisation_id]
    return any(one.ended_at is None or one.ended_at >= report.created_at for one in spans)


def can_review(user, report: ProgressReport) -> bool:
    """Four eyes: a curator who had no hand in the report may publish or return it."""
    return user.is_active and user.is_curator and not had_a_hand_in(user, report)


def can_retract(user, report: ProgressReport) -> bool:
    """Any curator may take a published report back, with a public reason."""
    return user.is_active and user.is_curator


def is_assessor(user) -> bool:
    """Has ``user`` been invited to assess something, and is that so today?"""
    if user.pk is None or not user.is_active:
        return False
    return AssessorGrant.objects.active(on=site_day()).filter(user=user).exists()


def _is_invited_to(user, commitment: Commitment) -> bool:
    """An invited assessor comes as anybody else does: to a public commitment."""
    grants = AssessorGrant.objects.active(on=site_day()).filter(user=user).for_commitment(commitment)
    return Commitment.objects.public().filter(pk=commitment.pk).exists() and grants.exists()


def can_assess(user, commitment: Commitment) -> bool:
    """A curator, or whoever was invited to, and belongs to none of the commitment's organisations."""
    if not (user.is_active and (user.is_curator or _is_invited_to(user, commitment))):
        return False
    organisations = [commitment.lead_organisation_id, *commitment.joint_links.values_list("organisation_id", flat=True)]
    return not Membership.objects.filter(user=user, organisation__in=organisations, ended_at__isnull=True).exists()


def can_correct(user, assessment: Assessment) -> bool:
    """Only whoever signed an assessment says in it what is right, while they may assess the commitment."""
    mine = assessment.assessor_id == user.pk and assessment.withdrawn_at is None
    return mine and can_assess(user, assessment.commitment)


def can_withdraw(user, assessment: Assessment) -> bool:
    """Whoever signed it, or a curator who might have: one must be able to take back what has lost its assessor."""
    mine = assessment.assessor_id == user.pk or user.is_curator
    return assessment.withdrawn_at is None and mine and can_assess(user, assessment.commitment)


def is_published(evidence: Evidence) -> bool:
    """True when anybody may know of it: public evidence of a public report in which nothing has taken its place."""
    if evidence.audience != EvidenceAudience.PUBLIC:
        return False
    reports = ProgressReport.objects.public().with_evidence(evidence)
    if newer := getattr(evidence, "revised_by", None):
        reports = reports.exclude(pk__in=ProgressReport.objects.with_evidence(newer).values("pk"))
    return reports.exists()


def is_infected(evidence: Evidence) -> bool:
    """True when a virus was found in its file: nobody gets that, whoever asks."""
    return getattr(getattr(evidence, "scan", None), "state", "") == ScanState.INFECTED


def is_withheld(evidence: Evidence) -> bool:
    """True when the public may know of its file but not open it: infected, or a scanner is set up and has not said yet
    that it is clean.
    """
    if evidence.kind != EvidenceKind.FILE:
        return False
    unscanned = getattr(getattr(evidence, "scan", None), "state", "") != ScanState.CLEAN
    return is_infected(evidence) or bool(settings.CLAMD_URL and unscanned)


def is_public(evidence: Evidence) -> bool:
    """True when anybody may open it."""
    return is_published(evidence) and not is_withheld(evidence)


def can_open_evidence(user, evidence: Evidence) -> bool:
    """Asked again on each download of what is not public. ``user`` may be anonymous."""
    return not is_infected(evidence) and can_know_evidence(user, evidence)


def can_know_evidence(user, evidence: Evidence) -> bool:
    """May ``user`` read that it is there, and why it cannot be opened?"""
    return ProgressReport.objects.visible_to(user).with_evidence(evidence).exists()


def can_answer(user, assessment: Assessment) -> bool:
    """Say something to an assessment in public: the focal point or alternate of the lead organisation."""
    commitment = assessment.commitment
    if assessment.withdrawn_at is not None or commitment.state != CommitmentState.PUBLISHED:
        return False
    return is_focal_point(user, commitment.lead_organisation)


# --- Conversations --------------------------------------------------------------------------------------


def is_of_organisation(user, thread: Thread) -> bool:
    """Does ``user`` write on the organisation's side? A curator who reports for it does."""
    return can_report_for(user, thread.organisation)


def can_write_in(user, thread: Thread) -> bool:
    """Write, close and open again: whoever reports for the organisation, and curators. Viewers read only."""
    return is_of_organisation(user, thread) or (user.is_active and user.is_curator)


def can_comment(user, report: ProgressReport) -> bool:
    """Say something about the report under review: its people, and curators."""
    return can_edit(user, report) or (user.is_active and user.is_curator)
