"""The sibling of ``commitments.create``, ``propose`` and ``publish`` for many at once, as an import brings them.

The same rules, in a few queries for all; four eyes as well: who wrote them is not who publishes them.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models, transaction

from accounts.permissions import refuse_while_blocked
from stakeholders import changes, permissions
from stakeholders.commitment_data import CommitmentData, indicator_columns, milestone_columns, require_sound
from stakeholders.commitments import set_columns
from stakeholders.errors import NotPermitted
from stakeholders.models import (
    Commitment,
    CommitmentState,
    Indicator,
    JointOrganisation,
    Membership,
    Milestone,
    Organisation,
)
from stakeholders.signals import commitments_published

BATCH = 500


@dataclass(frozen=True)
class NewCommitment:
    """What an organisation in use commits to."""

    organisation: Organisation
    data: CommitmentData


@transaction.atomic
def publish_all(
    *, new: Sequence[NewCommitment], written_by, by, at: datetime.datetime, reason: str = ""
) -> list[Commitment]:
    """Publish commitments that ``written_by`` wrote down; ``by`` is another curator, of none of their organisations.

    Raises ``NotPermitted``, or ``Invalid`` for the first that cannot be saved; then none is. Side effects: as of
    ``publish``, told by one ``commitments_published``.
    """
    _require(new, written_by, by)
    for one in new:
        require_sound(one.data, lead=one.organisation)
    made = [_made(one, written_by, by, at) for one in new]
    made = Commitment.objects.bulk_create(made, batch_size=BATCH)
    _keep_parts(made, new, by=by, at=at, reason=reason)
    _keep_history(made, new, by=by, at=at, reason=reason)
    if made:
        commitments_published.send(Commitment, commitments=made, at=at, by=by, reason=reason)
    return made


def _require(new: Sequence[NewCommitment], written_by, by) -> None:
    person = changes.as_now(by)
    if not permissions.can_curate_organisations(person) or written_by.pk == by.pk:
        raise NotPermitted
    refuse_while_blocked(person)
    carriers = {one.organisation.pk for one in new} | {row.pk for one in new for row in one.data.joint_organisations}
    # As of one commitment (permissions.can_publish_commitment): nobody publishes what their own organisation promises.
    own = Membership.objects.filter(user=by, ended_at__isnull=True, organisation__in=carriers)
    if own.exists() or any(one.organisation.archived_at for one in new):
        raise NotPermitted


def _made(new: NewCommitment, written_by, by, at: datetime.datetime) -> Commitment:
    row = Commitment(
        lead_organisation=new.organisation,
        state=CommitmentState.PUBLISHED,
        created_by=written_by,
        created_at=at,
        edited_by=written_by,
        proposed_at=at,
        proposed_by=written_by,
        published_at=at,
        published_by=by,
    )
    set_columns(row, new.data)
    return row


def _keep_parts(made: Sequence[Commitment], new: Sequence[NewCommitment], **who: Any) -> None:
    pairs = [(row, one.data) for row, one in zip(made, new, strict=True)]
    link = Commitment.recommendations.through
    links = [
        link(commitment_id=row.pk, recommendation_id=asked.pk) for row, data in pairs for asked in data.recommendations
    ]
    link.objects.bulk_create(links, batch_size=BATCH)
    _keep(
        JointOrganisation,
        [
            JointOrganisation(commitment=row, organisation=one)
            for row, data in pairs
            for one in data.joint_organisations
        ],
        **who,
    )
    _keep(
        Milestone,
        [Milestone(commitment=row, **milestone_columns(one)) for row, data in pairs for one in data.milestones],
        **who,
    )
    _keep(
        Indicator,
        [Indicator(commitment=row, **indicator_columns(one)) for row, data in pairs for one in data.indicators],
        **who,
    )


def _keep(model: type[models.Model], rows: list, *, by, at: datetime.datetime, reason: str) -> None:
    rows = model._default_manager.bulk_create(rows, batch_size=BATCH)
    model.history.bulk_history_create(  # type: ignore[attr-defined]  # of simple-history
        rows, batch_size=BATCH, default_user=by, default_date=at, default_change_reason=reason or None
    )


def _keep_history(made: Sequence[Commitment], new: Sequence[NewCommitment], *, by, at, reason: str) -> None:
    """One row of history for each, with the recommendations that it answers then: bulk_history_create has no links."""
    rows = Commitment.history.bulk_history_create(
        made, batch_size=BATCH, default_user=by, default_date=at, default_change_reason=reason or None
    )
    link = Commitment.recommendations.through
    of_history = apps.get_model("stakeholders", "HistoricalCommitment_recommendations")
    ids = {
        (commitment, asked): pk
        for pk, commitment, asked in link.objects.filter(commitment__in=made).values_list(
            "pk", "commitment_id", "recommendation_id"
        )
    }
    of_history.objects.bulk_create(
        [
            of_history(id=ids[row.pk, asked.pk], history=kept, commitment=row, recommendation=asked)
            for row, one, kept in zip(made, new, rows or (), strict=True)
            for asked in one.data.recommendations
        ],
        batch_size=BATCH,
    )
