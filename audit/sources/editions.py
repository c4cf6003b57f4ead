"""What curators plan for an edition: changes at a time to come, and commitments that are asked to serve it as well."""

from __future__ import annotations

from collections.abc import Iterator

from audit.recording import Said, Thing
from audit.sources.registry import Source, follow, name_of
from recommendations.models import Edition, ScheduledChange, ScheduledState
from stakeholders.models import CarryOver, CarryOverState


def listen() -> None:
    """Follow scheduled changes and questions about commitments of earlier editions."""
    follow(Source(ScheduledChange, tell_scheduled, rows=lambda rows: rows.select_related("recommendation", "edition")))
    follow(Source(CarryOver, tell_carry_over, rows=lambda rows: rows.select_related("commitment", "recommendation")))


def tell_scheduled(row: ScheduledChange) -> Iterator[Said]:
    """A change was scheduled, and done, cancelled or left undone."""
    subject = row.subject
    changed: Thing = {
        "kind": subject._meta.label_lower,
        "key": subject.code if isinstance(subject, Edition) else subject.reference,
        "label": str(subject),
    }
    yield Said(
        source=name_of(row, f"made-{row.made_at.isoformat()}"),
        at=row.made_at,
        by=row.made_by_id,
        action="scheduled-waiting",
        reason=row.reason,
        **changed,
    )
    if row.state != ScheduledState.WAITING and row.settled_at:
        yield Said(
            source=name_of(row, row.state),
            at=row.settled_at,
            by=row.settled_by_id,
            action=f"scheduled-{row.state}",
            reason=str(row.get_why_not_display()) if row.why_not else "",
            **changed,
        )


def tell_carry_over(row: CarryOver) -> Iterator[Said]:
    """An organisation was asked whether a commitment also serves a later recommendation, and what came of it."""
    commitment: Thing = {
        "kind": "stakeholders.commitment",
        "key": row.commitment_id,
        "label": f"{row.commitment.title} → {row.recommendation.reference}",
        "organisation": row.commitment.lead_organisation_id,
    }
    yield Said(
        source=name_of(row, f"offered-{row.offered_at.isoformat()}"),
        at=row.offered_at,
        by=row.offered_by_id,
        action="carry-over-offered",
        **commitment,
    )
    if row.state != CarryOverState.OFFERED and row.decided_at:
        yield Said(
            source=name_of(row, f"{row.state}-{row.decided_at.isoformat()}"),
            at=row.decided_at,
            by=row.decided_by_id,
            action=f"carry-over-{row.state}",
            reason=row.refusal,
            **commitment,
        )
