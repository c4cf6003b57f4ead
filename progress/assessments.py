"""A second voice on a commitment: published at once, beside the self-report."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.days import site_day, today_of
from accounts.permissions import refuse_while_blocked
from progress import alerts, history, permissions, rollups
from progress.errors import Conflict, NotPermitted, ReasonRequired, Refused, WrongState
from progress.models import Assessment, EventAction
from stakeholders.changes import as_now
from stakeholders.models import Commitment, CommitmentState


class FromTheFuture(Refused):
    """An assessment of a day that has not come."""

    message = _("This date is in the future.")


def _locked(commitment: Commitment) -> Commitment:
    """The commitment behind its lock, which comes before that of an assessment."""
    rows = Commitment.objects.select_for_update(of=("self",)).select_related("lead_organisation")
    return rows.get(pk=commitment.pk)


@transaction.atomic
def assess(
    *,
    commitment: Commitment,
    by,
    completion: str,
    rationale: str,
    assessed_on: datetime.date,
    language: str = "en",
    signed_name: str = "",
    signed_function: str = "",
    corrects: Assessment | None = None,
    at: datetime.datetime | None = None,
) -> Assessment:
    """Publish an assessment, signed with a name and a function (without: the account's name, as a curator).

    ``corrects`` is set by ``correct`` alone.

    Side effects: status and public version change with it; earlier ones stay readable; the lead organisation's focal
    people are told.
    """
    at = at or timezone.now()
    commitment = _locked(commitment)
    person = as_now(by)
    refuse_while_blocked(person)
    if not permissions.can_assess(person, commitment):
        raise NotPermitted(
            _("Only a curator or an invited assessor who belongs to none of its organisations may assess a commitment.")
        )
    if commitment.state != CommitmentState.PUBLISHED:
        raise WrongState(_("Only a published commitment can be assessed."))
    if assessed_on > today_of(by, at):
        raise FromTheFuture
    assessment = Assessment(
        commitment=commitment,
        assessed_completion=completion,
        rationale=rationale.strip(),
        assessed_on=assessed_on,
        assessor=by,
        language=language,
        signed_name=signed_name or by.name,
        signed_function=signed_function or (gettext("Curator") if person.is_curator else gettext("Assessor")),
        corrects=corrects,
        published_at=at,
    )
    assessment.full_clean()
    assessment.save(force_insert=True)
    rollups.refresh(commitment, on=site_day(at))
    history.append_assessment(assessment=assessment, by=by)
    alerts.after_assessment(assessment)
    return assessment


@transaction.atomic
def answer(
    *,
    assessment: Assessment,
    by,
    text: str,
    language: str,
    version: int | None = None,
    at: datetime.datetime | None = None,
) -> Assessment:
    """Publish what the lead organisation says to an assessment, or change it; an empty text takes the answer away.

    ``version`` is the one that the person saw: another one raises ``Conflict``; None asks nothing. Raises
    ``NotPermitted`` for everybody but its focal point and alternate. Side effects: history, and the public version
    changes with it.
    """
    at, text = at or timezone.now(), text.replace("\r\n", "\n").strip()
    rows = Assessment.objects.select_for_update(of=("self",)).select_related("commitment__lead_organisation")
    assessment = rows.get(pk=assessment.pk)
    person = as_now(by)
    refuse_while_blocked(person)
    if not permissions.can_answer(person, assessment):
        raise NotPermitted
    if version is not None and version != assessment.version:
        raise Conflict(assessment)
    if (assessment.answer, assessment.answer_language) == (text, language):
        return assessment
    assessment.answer, assessment.answer_language = text, language
    assessment.answered_at, assessment.answered_by = (at, by) if text else (None, None)
    assessment.version += 1
    assessment.full_clean()
    assessment.save()
    rollups.new_public_version()
    history.append_answer(assessment=assessment, by=by, at=at)
    return assessment


def _end(
    assessment: Assessment, by, *, reason: str, version: int | None, at: datetime.datetime, action: EventAction
) -> Assessment:
    """Withdraw it with a public reason. What it said stays readable, with the answer to it."""
    commitment, reason = _locked(assessment.commitment), reason.replace("\r\n", "\n").strip()
    assessment = Assessment.objects.select_for_update(of=("self",)).get(pk=assessment.pk)
    assessment.commitment, person = commitment, as_now(by)
    refuse_while_blocked(person)
    if version is not None and version != assessment.version:
        raise Conflict(assessment)
    may = permissions.can_correct if action == EventAction.CORRECT else permissions.can_withdraw
    if not may(person, assessment):
        raise NotPermitted if assessment.withdrawn_at is None else WrongState
    if not reason:
        raise ReasonRequired
    assessment.withdrawn_at, assessment.withdrawn_by, assessment.withdrawn_reason = at, by, reason
    assessment.version += 1
    assessment.save()
    history.append_withdrawal(assessment=assessment, by=by, at=at, action=action)
    return assessment


@transaction.atomic
def withdraw(
    *, assessment: Assessment, by, reason: str, version: int | None = None, at: datetime.datetime | None = None
) -> Assessment:
    """Take an assessment back: it no longer counts, and its page says so with the ``reason``.

    Raises ``Conflict`` for another ``version`` than the one that was read, ``NotPermitted``, ``ReasonRequired``, and
    ``WrongState`` for one that was withdrawn already. Side effects: status, history and the public version change with
    it; an earlier assessment that stands counts again.
    """
    at = at or timezone.now()
    ended = _end(assessment, by, reason=reason, version=version, at=at, action=EventAction.WITHDRAW)
    rollups.refresh(ended.commitment, on=site_day(at))
    return ended


@transaction.atomic
def correct(
    *,
    assessment: Assessment,
    by,
    reason: str,
    version: int | None = None,
    at: datetime.datetime | None = None,
    **said: Any,
) -> Assessment:
    """Publish another assessment in the place of one's own; ``said`` is what ``assess`` takes. Raises as ``withdraw``.

    Both happen or neither. The earlier one stays readable, with the reason why it was corrected.
    """
    at = at or timezone.now()
    ended = _end(assessment, by, reason=reason, version=version, at=at, action=EventAction.CORRECT)
    return assess(commitment=ended.commitment, by=by, corrects=ended, at=at, **said)
