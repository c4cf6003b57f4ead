"""The sibling of ``drafts.open_draft``, ``workflow.submit`` and ``workflow.publish`` for many reports at once.

The secretariat records what a file says of the past. Each report takes the same steps, which stand in the history one
by one, and is dated as the file dates it: it describes the day ``covers_until``, and is published now. ``written_by``
wrote it down and ``by``, another curator, publishes it. No mail is sent.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction

from accounts.days import site_day
from accounts.permissions import refuse_while_blocked
from progress import claims, completeness, evidence_counts, history, permissions, rollups
from progress.errors import NotPermitted
from progress.models import (
    EventAction,
    Evidence,
    EvidenceKind,
    IndicatorValue,
    ProgressReport,
    ReportEvent,
    ReviewState,
    Through,
)
from progress.signals import reports_recorded
from stakeholders import changes
from stakeholders.models import Commitment, Membership, Organisation

BATCH = 500
STEPS = (
    (EventAction.CREATE, "", ReviewState.DRAFT),
    (EventAction.SUBMIT, ReviewState.DRAFT, ReviewState.SUBMITTED),
    (EventAction.PUBLISH, ReviewState.SUBMITTED, ReviewState.PUBLISHED),
)


@dataclass(frozen=True, kw_only=True)
class RecordedReport:
    """What a file says of a commitment on a day. ``supersedes``: the published report that this one corrects."""

    commitment: Commitment
    organisation: Organisation
    covers_until: datetime.date
    implementation_status: str
    health: str
    narrative: str
    language: str = "en"
    help_kind: str = ""
    percent: int | None = None
    barriers: str = ""
    next_steps: str = ""
    links: Sequence[str] = ()
    values: Mapping[int, Decimal] = field(default_factory=dict)
    supersedes: ProgressReport | None = None


@transaction.atomic
def record_all(
    *, recorded: Sequence[RecordedReport], written_by, by, source: str, at: datetime.datetime
) -> list[ProgressReport]:
    """Publish reports that ``written_by`` took out of the file ``source``; ``by`` lets them count.

    Raises ``NotPermitted``; whether each is complete was asked by whoever calls (``missing``). Side effects: as of the
    verbs, told by one ``reports_recorded``.
    """
    _require(recorded, written_by, by)
    made = [_made(one, written_by, by, at) for one in recorded]
    ProgressReport.objects.filter(pk__in=[one.supersedes_id for one in made if one.supersedes_id]).update(
        superseded_at=at
    )
    made = ProgressReport.objects.bulk_create(made, batch_size=BATCH)
    claimed = _keep_parts(made, recorded, written_by, at)
    commitments = {one.commitment.pk: one.commitment for one in recorded}
    rollups.refresh_all(list(commitments.values()), on=site_day(at))
    if made:
        reports_recorded.send(ProgressReport, reports=made, at=at)
        with history.through(Through.IMPORT, name=source):
            history.append_all(_events(made, claimed, written_by, by, at))
    return made


def _require(recorded: Sequence[RecordedReport], written_by, by) -> None:
    """Four eyes, as ``permissions.can_review`` asks of one report."""
    person = changes.as_now(by)
    if not (person.is_active and person.is_curator) or written_by.pk == by.pk:
        raise NotPermitted
    refuse_while_blocked(person)
    organisations = {one.organisation.pk for one in recorded}
    if Membership.objects.filter(user=by, ended_at__isnull=True, organisation__in=organisations).exists():
        raise NotPermitted


def missing(one: RecordedReport, *, on: datetime.date) -> dict[str, str]:
    """What stands in the way of recording it: the fields of a report that are incomplete, each with what to do."""
    return completeness.missing(_row(one), on=on)


def takes_part(organisation: Organisation, commitment: Commitment) -> bool:
    """Does the organisation lead the commitment, or join it?"""
    return permissions.is_partner(organisation, commitment)


def _row(one: RecordedReport) -> ProgressReport:
    return ProgressReport(
        commitment=one.commitment,
        organisation=one.organisation,
        covers_until=one.covers_until,
        implementation_status=one.implementation_status,
        health=one.health,
        help_kind=one.help_kind,
        percent=one.percent,
        narrative=one.narrative,
        barriers=one.barriers,
        next_steps=one.next_steps,
        language=one.language,
        supersedes=one.supersedes,
        barrier_kinds=one.supersedes.barrier_kinds if one.supersedes else [],
    )


def _made(one: RecordedReport, written_by, by, at: datetime.datetime) -> ProgressReport:
    row = _row(one)
    row.review_state, row.version = ReviewState.PUBLISHED, len(STEPS)
    row.author, row.updated_by, row.created_at, row.updated_at = written_by, written_by, at, at
    row.submitted_at, row.submitted_by = at, written_by
    row.published_at, row.published_by = at, by
    row.evidence_links, row.evidence_documents = evidence_counts.count(
        one.supersedes.all_evidence if one.supersedes else []
    )
    row.evidence_links += len(one.links)
    return row


def _keep_parts(
    made: Sequence[ProgressReport], recorded: Sequence[RecordedReport], written_by, at: datetime.datetime
) -> dict[int, claims.Claimed]:
    """The numbers and links of each, as they stand in its history."""
    pairs = list(zip(made, recorded, strict=True))
    values = IndicatorValue.objects.bulk_create(
        [
            IndicatorValue(report=row, indicator_id=indicator, value=value)
            for row, one in pairs
            for indicator, value in sorted(one.values.items())
        ],
        batch_size=BATCH,
    )
    links = Evidence.objects.bulk_create(
        [
            Evidence(report=row, kind=EvidenceKind.LINK, title=url[:200], url=url, added_by=written_by, added_at=at)
            for row, one in pairs
            for url in one.links
        ],
        batch_size=BATCH,
    )
    claimed = {row.pk: claims.Claimed([], _carried(row, one)) for row, one in pairs}
    for value in values:
        claimed[value.report_id].values.append(value)
    for piece in links:
        claimed[piece.report_id].pieces.append(piece)  # the newest, and so the last
    return claimed


def _carried(row: ProgressReport, one: RecordedReport) -> list[Evidence]:
    """A correction stands on the evidence of what it corrects as well."""
    pieces = one.supersedes.all_evidence if one.supersedes else []
    if pieces:
        row.carried_evidence.set(pieces)
    return pieces


def _events(
    made: Sequence[ProgressReport], claimed: Mapping[int, claims.Claimed], written_by, by, at
) -> list[ReportEvent]:
    """The steps of each report, as its verbs would have appended them."""
    events = []
    for row in made:
        digest = claims.report_digest(row, claimed[row.pk])
        for action, before, after in STEPS:
            events.append(
                ReportEvent(
                    report=row,
                    action=action,
                    from_state=before,
                    to_state=after,
                    at=at,
                    by=by if action == EventAction.PUBLISH else written_by,
                    content_digest=digest,
                )
            )
    return events
