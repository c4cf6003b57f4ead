"""The way of a report: one table of transitions, one verb for each, one function that writes the state.

Every verb is atomic and keyword-only. It locks the commitment, then the report; checks the table and the permissions
again inside the transaction; writes state, roll-ups and the history row; and queues mail in the same transaction.
``at`` is the moment that the act counts from (now, unless history is being written down). Each returns the report
as it then stands, and raises a ``progress.errors.Refused`` when nothing was done.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.days import site_day, today_of
from accounts.permissions import refuse_while_blocked
from progress import (
    alerts,
    claims,
    completeness,
    evidence_counts,
    history,
    notices,
    permissions,
    repetitions,
    reviewing,
    rollups,
    threads,
)
from progress.errors import (
    AnotherOpen,
    HoldsVirus,
    NobodyToSignOff,
    NoLongerPartner,
    NotAsked,
    NotPermitted,
    ReasonRequired,
    WrittenAnew,
    WrongState,
)
from progress.models import EventAction, Evidence, ProgressReport, ReportLink, ReviewState, latest
from progress.signals import report_changed
from stakeholders import changes
from stakeholders.models import Commitment

DRAFT, SUBMITTED, RETURNED = ReviewState.DRAFT, ReviewState.SUBMITTED, ReviewState.RETURNED
PUBLISHED, RETRACTED = ReviewState.PUBLISHED, ReviewState.RETRACTED


@dataclass(frozen=True)
class Transition:
    """One step: where it may begin, where it leads, who may take it, and whether it needs words."""

    sources: frozenset[ReviewState]
    target: ReviewState | None  # None: the state stays as it is
    may: Callable[[object, ProgressReport], bool]
    needs_reason: bool = False
    answers_a_request: bool = False  # only while a sign-off is asked for


EDITABLE = frozenset({DRAFT, RETURNED})

TRANSITIONS: dict[EventAction, Transition] = {
    EventAction.ASK_SIGN_OFF: Transition(EDITABLE, None, permissions.can_edit),
    EventAction.SIGN_OFF: Transition(EDITABLE, None, permissions.can_sign_off),
    EventAction.SEND_BACK: Transition(
        EDITABLE, None, permissions.can_sign_off, needs_reason=True, answers_a_request=True
    ),
    EventAction.SUBMIT: Transition(EDITABLE, SUBMITTED, permissions.can_submit),
    EventAction.RETURN: Transition(frozenset({SUBMITTED}), RETURNED, permissions.can_review, needs_reason=True),
    EventAction.PUBLISH: Transition(frozenset({SUBMITTED}), PUBLISHED, permissions.can_review),
    EventAction.RETRACT: Transition(frozenset({PUBLISHED}), RETRACTED, permissions.can_retract, needs_reason=True),
}

# What goes on to somebody else must be complete, be it the focal point or the curators.
LEAVES_ITS_AUTHOR = frozenset({EventAction.ASK_SIGN_OFF, EventAction.SIGN_OFF, EventAction.SUBMIT})

# What an organisation does as one that takes part in the commitment, which is checked again at each of these steps.
ON_BEHALF = frozenset({EventAction.ASK_SIGN_OFF, EventAction.SIGN_OFF, EventAction.SUBMIT, EventAction.PUBLISH})

# Which pair of columns records when and by whom.
STAMPS = {
    EventAction.ASK_SIGN_OFF: "sign_off_requested",
    EventAction.SIGN_OFF: "signed_off",
    EventAction.SEND_BACK: "sent_back",
    EventAction.SUBMIT: "submitted",
    EventAction.RETURN: "returned",
    EventAction.PUBLISH: "published",
    EventAction.RETRACT: "retracted",
}


def may(user, action: EventAction, report: ProgressReport) -> bool:
    """Would ``action`` by ``user`` be accepted now, reason aside? Pages show a button only where it would."""
    step = TRANSITIONS[action]
    if step.answers_a_request and not report.sign_off_requested_at:
        return False
    if not (user.is_active and report.review_state in step.sources and step.may(user, report)):
        return False
    return action not in ON_BEHALF or permissions.takes_part(report)


def lock(report: ProgressReport) -> ProgressReport:
    """The report as it is now, locked after its commitment: every writer takes the two in this order."""
    commitments = Commitment.objects.select_for_update(of=("self",)).select_related("lead_organisation")
    commitment = commitments.filter(pk=report.commitment_id).first()  # a report stays with its commitment
    locked = ProgressReport.objects.select_for_update().filter(pk=report.pk).first()
    if commitment is None or locked is None:
        raise WrongState(_("This report no longer exists. It was taken back or deleted."))
    locked.commitment = commitment
    return locked


def _check(action: EventAction, report: ProgressReport, person, reason: str) -> None:
    """``person`` was read again: the role may have been lost since the page was opened."""
    step = TRANSITIONS[action]
    if not person.is_active or not step.may(person, report):
        raise NotPermitted
    if PUBLISHED in (step.target, *step.sources):
        refuse_while_blocked(person)
    if report.review_state not in step.sources:
        raise WrongState
    if step.answers_a_request and not report.sign_off_requested_at:
        raise NotAsked
    if action == EventAction.ASK_SIGN_OFF and not permissions.has_somebody_to_sign_off(report.organisation):
        raise NobodyToSignOff
    if action in ON_BEHALF and not permissions.takes_part(report):
        raise NoLongerPartner
    if step.needs_reason and not reason:
        raise ReasonRequired
    if action == EventAction.RETURN and _another_is_open(report):
        raise AnotherOpen
    if action in reviewing.DECIDES:
        reviewing.refuse_if_held(report, person, at=timezone.now())


def _another_is_open(report: ProgressReport) -> bool:
    """Is there a draft or returned report of the same organisation on the same commitment? There may be one."""
    others = ProgressReport.objects.exclude(pk=report.pk).filter(review_state__in=EDITABLE)
    return others.filter(commitment=report.commitment_id, organisation=report.organisation_id).exists()


def _write(
    report: ProgressReport, action: EventAction, *, by, at: datetime.datetime, reason: str, pieces: list[Evidence]
) -> None:
    """Write the state, its stamp and its reason: the only place that does."""
    step, stamp = TRANSITIONS[action], STAMPS[action]
    fields = ["review_state", "version", f"{stamp}_at", f"{stamp}_by"]
    report.review_state = step.target or report.review_state
    report.version += 1
    setattr(report, f"{stamp}_at", at)
    setattr(report, f"{stamp}_by", by)
    if step.needs_reason:
        setattr(report, f"{stamp}_reason", reason)
        fields.append(f"{stamp}_reason")
    if action in (EventAction.RETURN, EventAction.SEND_BACK):
        # What comes back changed must be signed off again.
        report.sign_off_requested_at = report.sign_off_requested_by = None
        report.signed_off_at = report.signed_off_by = None
        fields += ["sign_off_requested_at", "sign_off_requested_by", "signed_off_at", "signed_off_by"]
    if action == EventAction.PUBLISH:
        report.evidence_links, report.evidence_documents = evidence_counts.count(pieces)
        fields += ["evidence_links", "evidence_documents"]
    if action == EventAction.PUBLISH and report.supersedes_id:
        # First: a round has one current report.
        ProgressReport.objects.filter(pk=report.supersedes_id).update(superseded_at=at)
    report.save(update_fields=fields)


def _latest_day(report: ProgressReport, by, at: datetime.datetime) -> datetime.date:
    """The last day that a report may describe. Colleagues may live on both sides of the date line: what has begun for
    the author has come, too.
    """
    return max(today_of(person, at) for person in (by, report.author))


def _end_links(report: ProgressReport, action: EventAction, *, by) -> None:
    """A link in a mail serves to finish one report: everybody's ends with it, one's own when one has passed it on."""
    if action == EventAction.SUBMIT:
        ReportLink.objects.on(report).delete()
    elif action == EventAction.ASK_SIGN_OFF:
        ReportLink.objects.on(report).filter(user=by).delete()


@transaction.atomic
def _step(
    report: ProgressReport,
    action: EventAction,
    *,
    by,
    at: datetime.datetime | None,
    reason: str = "",
    version: int | None = None,
) -> ProgressReport:
    at, reason = at or timezone.now(), reason.strip()
    report = lock(report)
    if version is not None and report.version != version:
        raise WrittenAnew
    _check(action, report, changes.as_now(by), reason)
    claimed = claims.claimed_by(report)
    if action in ON_BEHALF and any(permissions.is_infected(piece) for piece in latest(claimed.pieces)):
        raise HoldsVirus
    if action in LEAVES_ITS_AUTHOR:
        completeness.require(report, on=_latest_day(report, by, at))
    before = report.review_state
    _write(report, action, by=by, at=at, reason=reason, pieces=claimed.pieces)
    if PUBLISHED in (before, report.review_state):
        rollups.refresh_reported(report.commitment_id, on=site_day(at))
        report_changed.send(ProgressReport, report=report, at=at)
    event = history.append(
        report=report,
        action=action,
        from_state=before,
        to_state=report.review_state,
        by=by,
        at=at,
        reason=reason,
        claimed=claimed,
    )
    notices.after(event)
    alerts.after(event)
    threads.after(event)
    _end_links(report, action, by=by)
    reviewing.after(report, action, by=by)
    return report


def ask_sign_off(*, report: ProgressReport, by, at: datetime.datetime | None = None) -> ProgressReport:
    """Put a finished draft before the focal point. Side effects: stamp, history, it shows on their list.

    Raises ``Incomplete`` as submitting does, and ``NobodyToSignOff`` where there is no focal point and no alternate.
    """
    return _step(report, EventAction.ASK_SIGN_OFF, by=by, at=at)


def sign_off(*, report: ProgressReport, by, at: datetime.datetime | None = None) -> ProgressReport:
    """The focal point or alternate stands behind the text as it is; a later edit takes the sign-off away."""
    return _step(report, EventAction.SIGN_OFF, by=by, at=at)


def send_back(*, report: ProgressReport, by, reason: str, at: datetime.datetime | None = None) -> ProgressReport:
    """Answer a request to sign off with a comment: the author is to change something and ask again.

    Raises ``NotAsked`` where no sign-off is asked for. Side effects: the request and a sign-off given before are taken
    away; one mail to its author, saying why.
    """
    return _step(report, EventAction.SEND_BACK, by=by, at=at, reason=reason)


def submit(*, report: ProgressReport, by, at: datetime.datetime | None = None) -> ProgressReport:
    """Send a complete draft, or a corrected return, to the curators; raises ``Incomplete`` naming the fields."""
    return _step(report, EventAction.SUBMIT, by=by, at=at)


@transaction.atomic
def sign_and_submit(
    *, report: ProgressReport, by, version: int | None = None, at: datetime.datetime | None = None
) -> ProgressReport:
    """The focal point stands behind the text that was read, and sends it to the curators; both or neither.

    ``version`` is the one that was read: another one raises ``WrittenAnew``; None asks nothing.
    """
    at = at or timezone.now()
    signed = _step(report, EventAction.SIGN_OFF, by=by, at=at, version=version)
    return _step(signed, EventAction.SUBMIT, by=by, at=at)


def return_report(
    *, report: ProgressReport, by, reason: str, version: int | None = None, at: datetime.datetime | None = None
) -> ProgressReport:
    """Send it back to be corrected; ``version`` is the one that was read. Side effects: one mail to its author, saying
    why.
    """
    return _step(report, EventAction.RETURN, by=by, at=at, reason=reason, version=version)


@transaction.atomic
def publish(
    *, report: ProgressReport, by, version: int | None = None, at: datetime.datetime | None = None
) -> ProgressReport:
    """Show it to everybody, at once.

    ``version`` is the one that was read: another one raises ``WrittenAnew``; None asks nothing. Side effects: status,
    ledger and the public version change with it; what it corrects is superseded for good, and "no significant change"
    that repeats what it corrects is corrected with it.
    """
    at = at or timezone.now()
    published = _step(report, EventAction.PUBLISH, by=by, at=at, version=version)
    for repetition in repetitions.to_renew(published):
        _step(repetitions.renewed(repetition, published, at=at), EventAction.PUBLISH, by=by, at=at)
    return published


def retract(*, report: ProgressReport, by, reason: str, at: datetime.datetime | None = None) -> ProgressReport:
    """Take a published report back; its address then answers with ``reason``, which is public.

    What a retracted correction corrected stays superseded.
    """
    return _step(report, EventAction.RETRACT, by=by, at=at, reason=reason)
