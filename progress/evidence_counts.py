"""How many pieces of evidence anybody can open behind each report: counted when it is published, and kept beside it.

Evidence of a report changes only while the report may be edited, so what was counted at publication stays true.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from progress.models import Evidence, EvidenceAudience, EvidenceKind, ProgressReport
from stakeholders import rows

Counts = tuple[int, int]  # links, documents
BATCH = 2_000


class Piece(NamedTuple):
    """A piece of evidence, in what it claims and what it counts as."""

    report_id: int
    pk: int
    url: str
    sha256: str
    kind: str
    audience: str


def pieces_of(reports: Iterable[int]) -> list[Piece]:
    """The evidence of these reports, by key. One query."""
    if not (keys := list(reports)):
        return []
    found = rows.tuples(
        f"SELECT report_id, id, url, sha256, kind, audience FROM {Evidence._meta.db_table}"  # noqa: S608
        f" WHERE report_id IN ({rows.placeholders(len(keys))}) ORDER BY id",
        keys,
    )
    return [Piece._make(row) for row in found]


def count(pieces: Iterable[Piece]) -> Counts:
    """The links and documents among the evidence of one report that anybody can open."""
    kinds = [piece.kind for piece in pieces if piece.audience == EvidenceAudience.PUBLIC]
    return kinds.count(EvidenceKind.LINK), kinds.count(EvidenceKind.FILE)


def _batches() -> Iterator[list[ProgressReport]]:
    reports = ProgressReport.objects.exclude(published_at=None).order_by("pk")
    reports, last = reports.only("evidence_links", "evidence_documents"), 0
    while batch := list(reports.filter(pk__gt=last)[:BATCH]):
        yield batch
        last = batch[-1].pk


def recount() -> int:
    """Count all anew; return how many reports held a wrong count (0 when all is well)."""
    wrong: list[ProgressReport] = []
    for batch in _batches():
        pieces: dict[int, list[Piece]] = defaultdict(list)
        for piece in pieces_of([row.pk for row in batch]):
            pieces[piece.report_id].append(piece)
        for row in batch:
            held, row.evidence_links, row.evidence_documents = _held(row), *count(pieces[row.pk])
            if held != _held(row):
                wrong.append(row)
    ProgressReport.objects.bulk_update(wrong, ["evidence_links", "evidence_documents"], batch_size=BATCH)
    return len(wrong)


def _held(report: ProgressReport) -> Counts:
    return report.evidence_links, report.evidence_documents
