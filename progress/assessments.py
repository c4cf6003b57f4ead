"""A second voice on a commitment: published at once, beside the self-report."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.days import site_day, today_of
from accounts.permissions import refuse_while_blocked
from progress import history, permissions, rollups
from progress.errors import NotPermitted, Refused, WrongState
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
    at: datetime.datetime | None = None,
) -> Assessment:
    """Publish an assessment. Side effects: status and public version change with it; earlier ones stay readable."""
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
        published_at=at,
    )
    assessment.full_clean()
    assessment.save(force_insert=True)
    rollups.refresh(commitment, on=site_day(at))
    history.append_assessment(assessment=assessment, by=by)
    return assessment
