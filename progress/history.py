"""The append-only history: one chain of hashes over every step of a report, every assessment, and every change of a
commitment that the public could see.

Each row's hash covers the row before it, so that an edited, deleted, moved or cut-off row shows; and each row holds the
digest of what was said (``progress.claims``), so that a text that was changed without a step shows as well
(``progress.verification``). People enter the hash by number, so that a name can be erased by law while the chain stays
whole.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db.models import prefetch_related_objects

from hash_chain import GENESIS, Checked, Fault, Link, check, digest
from progress import claims
from progress.claims import Claimed
from progress.models import Assessment, EventAction, HistoryHead, ProgressReport, ReportEvent, Through
from stakeholders.models import Commitment

ROWS = 500  # written in one statement
_way: ContextVar[dict[str, str] | None] = ContextVar("the way by which steps come", default=None)


@contextmanager
def through(way: Through, *, name: str = "") -> Iterator[None]:
    """Note on every step that is taken inside that it came by this way, and not by the site's own pages."""
    token = _way.set({"through": way.value, "through_name": name[:80]})
    try:
        yield
    finally:
        _way.reset(token)


def event_hash(event: ReportEvent) -> str:
    """What the hash of ``event`` must be, from its own columns. The way is part of it where there is one to name."""
    way = [event.through, event.through_name] if event.through else []
    return digest(
        [
            event.sequence,
            event.previous_hash,
            event.report_id,
            event.assessment_id,
            event.commitment_id,
            event.action,
            event.from_state,
            event.to_state,
            event.at,
            event.by_id,
            event.reason_digest or digest(event.reason),
            event.content_digest,
            *way,
        ]
    )


def append(
    *,
    report: ProgressReport,
    action: str,
    from_state: str,
    to_state: str,
    by,
    at: datetime.datetime,
    reason: str = "",
    claimed: Claimed | None = None,
) -> ReportEvent:
    """Add one row about a report; call inside the transaction of the change, as the last lock that it takes.

    ``claimed`` is what belongs to the report, where it has been read behind the locks already.
    """
    return _add(
        report=report,
        action=action,
        from_state=from_state,
        to_state=to_state,
        by=by,
        at=at,
        reason=reason,
        content_digest=claims.report_digest(report, claimed),
    )


def append_assessment(*, assessment: Assessment, by) -> ReportEvent:
    """Add one row about an assessment that is published. Call as ``append``."""
    return _add(
        assessment=assessment,
        action=EventAction.ASSESS,
        by=by,
        at=assessment.published_at,
        content_digest=claims.assessment_digest(assessment),
    )


def append_answer(*, assessment: Assessment, by, at: datetime.datetime) -> ReportEvent:
    """Add one row about what an organisation answered to an assessment. Call as ``append``."""
    return _add(
        assessment=assessment,
        action=EventAction.ANSWER,
        by=by,
        at=at,
        content_digest=claims.assessment_digest(assessment),
    )


def append_withdrawal(*, assessment: Assessment, by, at: datetime.datetime, action: EventAction) -> ReportEvent:
    """Add one row about an assessment that is withdrawn, or corrected by another one. Call as ``append``."""
    return _add(
        assessment=assessment,
        action=action,
        by=by,
        at=at,
        reason=assessment.withdrawn_reason,
        content_digest=claims.assessment_digest(assessment),
    )


def append_commitment(*, commitment: Commitment, by, at: datetime.datetime, reason: str = "") -> ReportEvent:
    """Add one row about a commitment that the public sees otherwise than before. Call as ``append``."""
    return _add(
        commitment=commitment,
        action=EventAction.CHANGE,
        to_state=commitment.state,
        by=by,
        at=at,
        reason=reason,
        content_digest=claims.commitment_digest(commitment),
    )


def append_erasure(*, by, at: datetime.datetime, reason: str, **subject: Any) -> ReportEvent:
    """Add one row about an assessment or a commitment in which a name was erased. Call as ``append``."""
    [row] = subject.values()
    if isinstance(row, Commitment):
        subject |= {"to_state": row.state, "content_digest": claims.commitment_digest(row)}
    else:
        subject |= {"content_digest": claims.assessment_digest(row)}
    return _add(action=EventAction.ERASE, by=by, at=at, reason=reason, **subject)


def append_commitments(*, commitments: Sequence[Commitment], by, at: datetime.datetime, reason: str = "") -> None:
    """Add a row about each of many commitments that the public sees from now on. Call as ``append``."""
    prefetch_related_objects(commitments, "recommendations", "joint_links", "milestones", "indicators")
    append_all(
        [
            ReportEvent(
                commitment=one,
                action=EventAction.CHANGE,
                to_state=one.state,
                by=by,
                at=at,
                reason=reason,
                content_digest=claims.commitment_digest(one),
            )
            for one in commitments
        ]
    )


def append_all(events: Sequence[ReportEvent]) -> None:
    """Add rows in this order: unchained as they come, chained as they are written. Call as ``append``."""
    head = HistoryHead.objects.select_for_update().get(pk=1)
    for event in events:
        for name, value in (_way.get() or {}).items():
            setattr(event, name, value)
        event.sequence, event.previous_hash = head.sequence + 1, head.hash
        event.hash = event_hash(event)
        head.sequence, head.hash = event.sequence, event.hash
    ReportEvent.objects.bulk_create(events, batch_size=ROWS)
    head.save(update_fields=["sequence", "hash"])


def _add(**values: Any) -> ReportEvent:
    # The end of the chain: nobody adds another row before this transaction ends.
    head = HistoryHead.objects.select_for_update().get(pk=1)
    event = ReportEvent(sequence=head.sequence + 1, previous_hash=head.hash, **(_way.get() or {}), **values)
    event.hash = event_hash(event)
    event.save(force_insert=True)
    head.sequence, head.hash = event.sequence, event.hash
    head.save(update_fields=["sequence", "hash"])
    return event


@dataclass(frozen=True)
class Breach:
    """The first place where the chain does not hold: the row's number and what is wrong with it."""

    sequence: int
    problem: str


PROBLEMS = {
    Fault.EDITED: "the row was changed after it was written",
    Fault.OUT_OF_ORDER: "the row does not follow the one before it",
}


def _link(event: ReportEvent) -> Link:
    return Link(event.sequence, event.previous_hash, event.hash, event_hash(event))


def _problem(checked: Checked[ReportEvent]) -> str | None:
    if checked.missing:
        return f"row {checked.missing.start} is missing"
    return PROBLEMS[checked.fault] if checked.fault else None


def noted_end(text: str) -> tuple[int, str]:
    """An end of the chain written as ``row:hash``. Raises ValueError for anything else."""
    sequence, _, hash_ = text.partition(":")
    if not sequence.isdigit() or len(hash_) != 64:
        raise ValueError(f"{text!r} is not an end of the chain: write its row and hash as 12:abcd….")
    return int(sequence), hash_


def verify(*, ends: Mapping[int, str] | None = None) -> tuple[int, Breach | None]:
    """Walk the whole chain. Return how many rows hold, and the first breach or None.

    ``ends`` are hashes by row that were noted elsewhere: each of these rows must still be there, with that hash.
    """
    ends = ends or {}
    count, last_hash = 0, GENESIS
    emptied: dict[tuple, int] = {}  # rows whose words were taken out, until a later row about the same says so
    for checked in check(ReportEvent.objects.order_by("sequence").iterator(chunk_size=2000), _link):
        event = checked.row
        if problem := _problem(checked):
            return count, Breach(event.sequence, problem)
        if ends.get(event.sequence, event.hash) != event.hash:
            return count, Breach(event.sequence, "the row is not the one that was noted")
        count, last_hash = count + 1, event.hash
        about = (event.report_id, event.assessment_id, event.commitment_id)
        if event.action == EventAction.ERASE:
            emptied.pop(about, None)
        if event.reason_digest and event.reason_digest != digest(event.reason):
            emptied.setdefault(about, event.sequence)
    if emptied:
        return count, Breach(min(emptied.values()), "its words were changed, and no later row says why")
    head = HistoryHead.objects.get(pk=1)
    if (head.sequence, head.hash) != (count, last_hash):
        return count, Breach(count + 1, f"the chain ends at row {count}, but {head.sequence} rows were written")
    if (last := max(ends, default=0)) > count:
        return count, Breach(count + 1, f"the chain ends at row {count}, but row {last} was noted")
    return count, None
