"""What a report, an assessment and a commitment say, as one value whose digest goes into the history.

All that the public reads of a row is in here: a row that does not fit its digest was changed without a trace.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, NamedTuple

from hash_chain import digest
from progress.models import Assessment, Evidence, IndicatorValue, ProgressReport
from stakeholders.models import Commitment, Indicator, Milestone

Claims = dict[str, object]

# What a piece of evidence claims.
EVIDENCE_FIELDS = (
    "kind",
    "title",
    "url",
    "file",
    "file_name",
    "sha256",
    "received_sha256",
    "dated_on",
    "dated_precision",
    "language",
    "audience",
    "revises_id",
)


def number(value: Decimal | None) -> str | None:
    """A number as one text, however many zeros a database gives it."""
    return None if value is None else format(Decimal(value).normalize(), "f")


# --- Reports --------------------------------------------------------------------------------------------


class Claimed(NamedTuple):
    """What belongs to a report and is part of what it claims: indicator values by indicator, evidence by key."""

    values: list[IndicatorValue]
    pieces: list[Evidence]


def claimed_by(report: ProgressReport) -> Claimed:
    """The same, read now. Three queries."""
    return Claimed(list(report.indicator_values.order_by("indicator_id")), report.all_evidence)


def of_report(report: ProgressReport, claimed: Claimed) -> Claims:
    """What a report claims."""
    return {
        "commitment": report.commitment_id,
        "organisation": report.organisation_id,
        "author": report.author_id,
        "kind": report.kind,
        "supersedes": report.supersedes_id,
        "period": report.period_id,
        "round": report.round_ends_on,
        "covers_until": report.covers_until.isoformat(),
        "language": report.language,
        "status": [report.implementation_status, report.health, report.help_kind, report.percent],
        "barriers": report.barrier_kinds,
        "texts": [report.narrative, report.barriers, report.next_steps, report.help_needed],
        "indicators": [[row.indicator_id, number(row.value)] for row in claimed.values],
        "evidence": [_piece(piece) for piece in claimed.pieces],
    }


def _piece(piece: Evidence) -> list[object]:
    return [piece.pk, *(str(getattr(piece, name) or "") for name in EVIDENCE_FIELDS)]


def report_digest(report: ProgressReport, claimed: Claimed | None = None) -> str:
    """SHA-256 of what the report claims: its fields, indicator values and evidence, where not given read now."""
    return digest(of_report(report, claimed or claimed_by(report)))


# --- Assessments ----------------------------------------------------------------------------------------


def assessment_digest(row: Assessment) -> str:
    """SHA-256 of what an assessment says."""
    who_and_when = [row.commitment_id, row.assessor_id, row.assessed_on, row.published_at]
    signed = [row.signed_name, row.signed_function]
    answer = [row.answer, row.answer_language, row.answered_at]
    withdrawn = [row.corrects_id, row.withdrawn_at, row.withdrawn_by_id, row.withdrawn_reason]
    return digest([*who_and_when, row.assessed_completion, row.rationale, row.language, *signed, *answer, *withdrawn])


# --- Commitments ----------------------------------------------------------------------------------------


def of_commitment(
    row: Commitment,
    *,
    recommendations: Iterable[int],
    partners: Iterable[int],
    milestones: Iterable[Milestone],
    indicators: Iterable[Indicator],
) -> Claims:
    """What a commitment promises, and where it stands between draft and archive."""
    return {
        "lead": row.lead_organisation_id,
        "partners": sorted(partners),
        "recommendations": sorted(recommendations),
        "texts": [row.title, row.description, row.language],
        "dates": [row.start_on, row.start_precision, row.due_on, row.due_precision],
        "rhythm": [row.repeats, row.repeat_months, row.first_round_on, row.round_days, row.earlier_rhythms],
        "visibility": row.visibility,
        "state": row.state,
        "published": [row.published_at, row.published_by_id],
        "archived": [row.archived_at, row.archived_by_id, row.archived_reason],
        "milestones": sorted([one.pk, one.title, one.due_on, one.due_precision, one.reached_on] for one in milestones),
        "indicators": sorted(_measure(one) for one in indicators),
    }


def _measure(one: Indicator) -> list[Any]:
    return [one.pk, one.name, one.unit, number(one.baseline), one.baseline_year, number(one.target)]


def commitment_digest(row: Commitment) -> str:
    """SHA-256 of what a commitment says. Four queries, unless its parts were fetched along."""
    return digest(
        of_commitment(
            row,
            recommendations=[one.pk for one in row.recommendations.all()],
            partners=[one.organisation_id for one in row.joint_links.all()],
            milestones=row.milestones.all(),
            indicators=row.indicators.all(),
        )
    )
