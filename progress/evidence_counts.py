"""How many pieces of evidence anybody can open behind each report: counted when it is published, and kept beside it.

Evidence of a report changes only while the report may be edited, so what was counted at publication stays true.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from progress.models import Evidence, EvidenceAudience, EvidenceKind, ProgressReport
from stakeholders import rows

Counts = tuple[int, int]  # links, documents
BATCH = 2_000


def asking_for(reports: Sequence[int]) -> rows.Asked[Evidence]:
    """What finds the evidence of these reports by key, in what it claims and what it counts as."""
    return rows.Asked(
        Evidence,
        f"SELECT id, report_id, url, sha256, kind, audience FROM {Evidence._meta.db_table}"  # noqa: S608
        f" WHERE report_id IN ({rows.placeholders(len(reports))}) ORDER BY id",
        reports,
    )


def count(pieces: Iterable[Evidence]) -> Counts:
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
        pieces: dict[int, list[Evidence]] = defaultdict(list)
        for piece in rows.select(*asking_for([row.pk for row in batch])):
            pieces[piece.report_id].append(piece)
        for row in batch:
            held, row.evidence_links, row.evidence_documents = _held(row), *count(pieces[row.pk])
            if held != _held(row):
                wrong.append(row)
    ProgressReport.objects.bulk_update(wrong, ["evidence_links", "evidence_documents"], batch_size=BATCH)
    return len(wrong)


def _held(report: ProgressReport) -> Counts:
    return report.evidence_links, report.evidence_documents
