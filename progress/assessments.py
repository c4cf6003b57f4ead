"""A second voice on a commitment: published at once, beside the self-report."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.days import site_day, today_of
from accounts.permissions import refuse_while_blocked
from progress import alerts, history, permissions, rollups
from progress.errors import Conflict, NotPermitted, Refused, WrongState
from progress.models import Assessment
from stakeholders.changes import as_now
from stakeholders.models import Commitment, CommitmentState


class FromTheFuture(Refused):
    """An assessment of a day that has not come."""

    message = _("This date is in the future.")


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
    at: datetime.datetime | None = None,
) -> Assessment:
    """Publish an assessment, signed with a name and a function (without: the account's name, as a curator).

    Side effects: status and public version change with it; earlier ones stay readable; the lead organisation's focal
    people are told.
    """
    at = at or timezone.now()
    rows = Commitment.objects.select_for_update(of=("self",)).select_related("lead_organisation")
    commitment = rows.get(pk=commitment.pk)
    person = as_now(by)
    refuse_while_blocked(person)
    if not permissions.can_assess(person, commitment):
        raise NotPermitted(_("Only a curator who belongs to none of its organisations may assess a commitment."))
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
        signed_function=signed_function or gettext("Curator"),
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
