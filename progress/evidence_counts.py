"""How many pieces of evidence anybody can open behind each report: counted when it is published, and stored with it.

Evidence of a report changes only while the report may be edited, so what was counted at publication stays true.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from progress.models import Evidence, EvidenceAudience, EvidenceKind, ProgressReport, latest

Counts = tuple[int, int]  # links, documents
BATCH = 2_000


def count(pieces: Iterable[Evidence]) -> Counts:
    """The links and documents among the evidence of one report that anybody can open."""
    kinds = [piece.kind for piece in latest(pieces) if piece.audience == EvidenceAudience.PUBLIC]
    return kinds.count(EvidenceKind.LINK), kinds.count(EvidenceKind.FILE)


def _batches() -> Iterator[list[ProgressReport]]:
    reports = ProgressReport.objects.exclude(published_at=None).order_by("pk")
    reports, last = reports.only("evidence_links", "evidence_documents"), 0
    while batch := list(reports.filter(pk__gt=last)[:BATCH]):
        yield batch
        last = batch[-1].pk


def recount() -> int:
    """Count all again; return how many reports held a wrong count (0 when all is well)."""
    wrong: list[ProgressReport] = []
    for batch in _batches():
        pieces = Evidence.objects.only("kind", "audience", "report", "revises").by_report(row.pk for row in batch)
        for row in batch:
            held, row.evidence_links, row.evidence_documents = _held(row), *count(pieces[row.pk])
            if held != _held(row):
                wrong.append(row)
    ProgressReport.objects.bulk_update(wrong, ["evidence_links", "evidence_documents"], batch_size=BATCH)
    return len(wrong)


def _held(report: ProgressReport) -> Counts:
    return report.evidence_links, report.evidence_documents
