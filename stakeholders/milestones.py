"""Saying that a milestone was reached, or was not after all: for whoever reports for a carrier of the commitment."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.days import today_of
from stakeholders import changes, permissions
from stakeholders.commitments import lock
from stakeholders.errors import Invalid, NotPermitted, WrongState
from stakeholders.models import Commitment, CommitmentState, Milestone
from stakeholders.signals import commitment_changed


@transaction.atomic
def set_reached(
    *,
    milestone: Milestone,
    by,
    reached_on: datetime.date | None,
    version: int | None = None,
    at: datetime.datetime | None = None,
) -> Commitment:
    """Write down the day on which a milestone was reached; None takes it back. The same day again writes nothing.

    ``version`` is that of the commitment which the person saw. Raises ``NotPermitted``, ``WrongState``, ``Conflict``,
    or ``Invalid`` for a day to come. Side effects: a row of history for both; ``commitment_changed`` when it is public.
    """
    at = at or timezone.now()
    commitment = lock(milestone.commitment)
    if not permissions.can_set_milestones(changes.as_now(by), commitment):
        raise NotPermitted
    changes.refuse_stale(commitment, version)
    row = commitment.milestones.filter(pk=milestone.pk).first()
    if row is None:
        raise WrongState(_("This milestone has been removed."))
    if reached_on and reached_on > today_of(by, at):
        raise Invalid({"reached_on": _("This date is in the future.")})
    if row.reached_on == reached_on:
        return commitment
    row.reached_on = reached_on
    changes.record(row, by=by, at=at)
    commitment.version += 1
    changes.record(commitment, by=by, at=at)
    if commitment.state == CommitmentState.PUBLISHED:
        commitment_changed.send(Commitment, commitment=commitment, at=at, by=by)
    return commitment
