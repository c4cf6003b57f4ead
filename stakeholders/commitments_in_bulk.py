"""The siblings of ``commitments.create``, ``propose`` and ``publish`` for many at once, as an import brings them; and
of ``archive``, as an import that is undone takes them back.

The same rules, in a few queries for all; four eyes as well: who wrote them is not who publishes them.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import F

from accounts.permissions import refuse_while_blocked
from recommendations.models import Tag
from stakeholders import changes, permissions
from stakeholders.commitment_data import (
    CommitmentData,
    indicator_columns,
    linkable,
    milestone_columns,
    require_sound,
)
from stakeholders.commitment_transitions import TRANSITIONS, Step
from stakeholders.commitments import set_columns
from stakeholders.errors import NotPermitted, ReasonRequired, WrongState
from stakeholders.models import (
    Commitment,
    CommitmentState,
    CommitmentTag,
    Indicator,
    JointOrganisation,
    Membership,
    Milestone,
    Organisation,
)
from stakeholders.signals import commitments_archived, commitments_published

BATCH = 500


@dataclass(frozen=True)
class NewCommitment:
    """What an organisation in use commits to."""

    organisation: Organisation
    data: CommitmentData
    tags: Sequence[Tag] = ()


@transaction.atomic
def publish_all(
    *, new: Sequence[NewCommitment], written_by, by, at: datetime.datetime, reason: str = ""
) -> list[Commitment]:
    """Publish commitments that ``written_by`` wrote down; ``by`` is another curator, of none of their organisations.

    Raises ``NotPermitted``, or ``Invalid`` for the first that cannot be saved; then none is. Side effects: as of
    ``publish``, told by one ``commitments_published``.
    """
    _require(new, written_by, by)
    to = linkable(one.data for one in new)
    for one in new:
        require_sound(one.data, lead=one.organisation, to=to)
    made = [_made(one, written_by, by, at) for one in new]
    made = Commitment.objects.bulk_create(made, batch_size=BATCH)
    _keep_parts(made, new, by=by, at=at, reason=reason)
    _keep_history(made, by=by, at=at, reason=reason)
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
    row = Commitment(lead_organisation=new.organisation, created_by=written_by, created_at=at, edited_by=written_by)
    set_columns(row, new.data)  # before the people below are set: it would look each of them up
    row.state = CommitmentState.PUBLISHED
    row.proposed_at, row.proposed_by = at, written_by
    row.published_at, row.published_by = at, by
    return row


def _keep_parts(made: Sequence[Commitment], new: Sequence[NewCommitment], **who: Any) -> None:
    pairs = [(row, one.data) for row, one in zip(made, new, strict=True)]
    link = Commitment.recommendations.through
    links = [
        link(commitment_id=row.pk, recommendation_id=asked.pk) for row, data in pairs for asked in data.recommendations
    ]
    link.objects.bulk_create(links, batch_size=BATCH)
    tagged = [CommitmentTag(commitment=row, tag=tag) for row, one in zip(made, new, strict=True) for tag in one.tags]
    _keep(CommitmentTag, tagged, **who)
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


def _keep_history(rows: Sequence[Commitment], *, by, at: datetime.datetime, reason: str, update: bool = False) -> None:
    """One row of history for each, with the recommendations that it answers then: bulk_history_create has no links."""
    kept = Commitment.history.bulk_history_create(
        rows, batch_size=BATCH, update=update, default_user=by, default_date=at, default_change_reason=reason or None
    )
    history = {row.pk: one for row, one in zip(rows, kept or (), strict=True)}
    of_history = apps.get_model("stakeholders", "HistoricalCommitment_recommendations")
    links = Commitment.recommendations.through.objects.filter(commitment__in=rows).order_by("pk")
    of_history.objects.bulk_create(
        [
            of_history(id=pk, history=history[commitment], commitment_id=commitment, recommendation_id=asked)
            for pk, commitment, asked in links.values_list("pk", "commitment_id", "recommendation_id")
        ],
        batch_size=BATCH,
    )


@transaction.atomic
def archive_all(*, commitments: Sequence[Commitment], by, at: datetime.datetime, reason: str) -> list[Commitment]:
    """Give commitments up for one public reason, each with one row of history.

    Raises as ``archive`` does, for the first that cannot be archived; then none is. Side effects: as of ``archive``,
    told by one ``commitments_archived``.
    """
    step, person, reason = TRANSITIONS[Step.ARCHIVE], changes.as_now(by), reason.strip()
    refuse_while_blocked(person)
    rows = _locked(commitments)
    if not all(step.may(person, row) for row in rows):
        raise NotPermitted
    if any(row.state not in step.sources for row in rows):
        raise WrongState
    if not reason:
        raise ReasonRequired
    said = {"archived_at": at, "archived_by": by, "archived_reason": reason}
    for row in rows:
        row.state, row.version = step.target(row), row.version + 1
        for name, value in said.items():
            setattr(row, name, value)
    # The same for all, but for the version, which the database counts itself.
    Commitment.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=CommitmentState.ARCHIVED, version=F("version") + 1, **said
    )
    _keep_history(rows, by=by, at=at, reason=reason, update=True)
    if rows:
        commitments_archived.send(Commitment, commitments=rows, at=at, by=by, reason=reason)
    return rows


def _locked(commitments: Sequence[Commitment]) -> list[Commitment]:
    """As they are now, locked after their lead organisations: the order of every writer."""
    keys = [row.pk for row in commitments]
    leads = Commitment.objects.filter(pk__in=keys).values("lead_organisation")
    organisations = {
        one.pk: one for one in Organisation.objects.select_for_update(no_key=True).filter(pk__in=leads).order_by("pk")
    }
    rows = list(Commitment.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=keys).order_by("pk"))
    for row in rows:
        row.lead_organisation = organisations[row.lead_organisation_id]
    return rows
