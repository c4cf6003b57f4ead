"""The append-only history of reports: one chain of hashes over every change of state.

Each row's hash covers the row before it, so that an edited, deleted, moved or cut-off row shows. A reason enters
the hash through its own digest, and people by number, so that a text or a name can be erased by law while the chain
stays whole.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection

from progress import evidence_counts
from progress.models import Evidence, HistoryHead, IndicatorValue, ProgressReport, ReportEvent
from stakeholders import rows

COLUMNS = [field.attname for field in ReportEvent._meta.concrete_fields if not field.primary_key]
GENESIS = hashlib.sha256(b"progress history").hexdigest()


def digest(value: object) -> str:
    """SHA-256, in hex, of ``value`` as canonical JSON."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def claims(report: ProgressReport, *, indicators: Iterable, evidence: Iterable) -> dict[str, object]:
    """What a report claims, in the form that its digest is taken of.

    ``indicators`` are (indicator key, value) by indicator, ``evidence`` (key, url, sha256) by key.
    """
    return {
        "commitment": report.commitment_id,
        "organisation": report.organisation_id,
        "kind": report.kind,
        "covers_until": report.covers_until.isoformat(),
        "status": [report.implementation_status, report.health, report.help_kind, report.percent],
        "texts": [report.narrative, report.barriers, report.next_steps, report.help_needed],
        "indicators": [[indicator, format(value, "f")] for indicator, value in indicators],
        "evidence": [list(row) for row in evidence],
    }


class Claimed(NamedTuple):
    """What hangs on a report and is part of what it claims: indicator values by indicator, evidence by key."""

    values: list[IndicatorValue]
    pieces: list[Evidence]


def asking_for(report: ProgressReport) -> tuple[rows.Asked[IndicatorValue], rows.Asked[Evidence]]:
    """What finds it, for ``rows.several`` to ask along with other things."""
    values = rows.of(IndicatorValue, "report_id = %s ORDER BY indicator_id", [report.pk])
    return values, evidence_counts.asking_for([report.pk])


def content_digest(report: ProgressReport, claimed: Claimed | None = None) -> str:
    """SHA-256 of what the report claims: its fields, indicator values and evidence, where not given read now."""
    claimed = claimed or Claimed(*rows.several(*asking_for(report)))
    indicators = [(row.indicator_id, row.value) for row in claimed.values]
    evidence = [(piece.pk, piece.url, piece.sha256) for piece in claimed.pieces]
    return digest(claims(report, indicators=indicators, evidence=evidence))


def event_hash(event: ReportEvent) -> str:
    """What the hash of ``event`` must be, from its own columns."""
    return digest(
        [
            event.sequence,
            event.previous_hash,
            event.report_id,
            event.action,
            event.from_state,
            event.to_state,
            event.at.astimezone(datetime.UTC).isoformat(timespec="microseconds"),
            event.by_id,
            digest(event.reason),
            event.content_digest,
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
    """Add one row to the chain; call inside the transaction of the change, as the last lock that it takes.

    ``claimed`` is what hangs on the report, where it has been read behind the locks already.
    """
    head = _locked_head()
    event = ReportEvent(
        sequence=head.sequence + 1,
        report=report,
        action=action,
        from_state=from_state,
        to_state=to_state,
        at=at,
        by=by,
        reason=reason,
        content_digest=content_digest(report, claimed),
        previous_hash=head.hash,
    )
    event.hash = event_hash(event)
    ((event.pk,),) = rows.write(
        rows.update(HistoryHead, 1, sequence=event.sequence, hash=event.hash),
        rows.insert(ReportEvent, **{name: getattr(event, name) for name in COLUMNS}),
    )
    return event


def _locked_head() -> HistoryHead:
    """The end of the chain: nobody adds another row before this transaction ends."""
    lock = " FOR UPDATE" if connection.features.has_select_for_update else ""
    (head,) = rows.select(*rows.of(HistoryHead, f"id = 1{lock}", []))
    return head


@dataclass(frozen=True)
class Breach:
    """The first place where the chain does not hold: the row's number and what is wrong with it."""

    sequence: int
    problem: str


def _walk(events: Iterator[ReportEvent]) -> Iterator[tuple[ReportEvent, str | None]]:
    expected_sequence, previous = 1, GENESIS
    for event in events:
        if event.sequence != expected_sequence:
            yield event, f"row {expected_sequence} is missing"
        elif event.previous_hash != previous:
            yield event, "the row does not follow the one before it"
        elif event_hash(event) != event.hash:
            yield event, "the row was changed after it was written"
        else:
            yield event, None
        expected_sequence, previous = event.sequence + 1, event.hash


def _noted(expected: str) -> tuple[int, str]:
    sequence, _, hash_ = expected.partition(":")
    if not sequence.isdigit() or len(hash_) != 64:
        raise ValueError(f"{expected!r} is not an end of the chain: write its row and hash as 12:abcd….")
    return int(sequence), hash_


def verify(*, expected: str | None = None) -> tuple[int, Breach | None]:
    """Walk the whole chain. Return how many rows hold, and the first breach or None.

    ``expected`` is an end noted earlier as ``row:hash``; that row must still be there with that hash. Raises
    ValueError when it is not of that form.
    """
    noted, noted_hash = _noted(expected) if expected else (0, GENESIS)
    count, last_hash = 0, GENESIS
    for event, problem in _walk(ReportEvent.objects.order_by("sequence").iterator(chunk_size=2000)):
        if problem:
            return count, Breach(event.sequence, problem)
        if event.sequence == noted and event.hash != noted_hash:
            return count, Breach(event.sequence, "the row is not the one that was noted")
        count, last_hash = count + 1, event.hash
    head = HistoryHead.objects.get(pk=1)
    if (head.sequence, head.hash) != (count, last_hash):
        return count, Breach(count + 1, f"the chain ends at row {count}, but {head.sequence} rows were written")
    if count < noted:
        return count, Breach(count + 1, f"the chain ends at row {count}, but row {noted} was noted")
    return count, None
