"""How many pieces of evidence anybody can open behind each report: counted when it is published, and kept beside it.

Evidence of a report changes only while the report may be edited, so what was counted at publication stays true.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import Count, Q

from progress.models import Evidence, EvidenceAudience, EvidenceKind, ProgressReport

Pieces = tuple[int, int]  # links, documents
BATCH = 2_000


def count(reports: Iterable[int]) -> dict[int, Pieces]:
    """Links and documents that anybody can open, by report; those without any are left out. One query."""
    rows = Evidence.objects.filter(report__in=reports, audience=EvidenceAudience.PUBLIC).order_by()
    counted = rows.values("report_id").annotate(
        links=Count("pk", filter=Q(kind=EvidenceKind.LINK)), documents=Count("pk", filter=Q(kind=EvidenceKind.FILE))
    )
    return {row["report_id"]: (row["links"], row["documents"]) for row in counted}


def _batches() -> Iterator[list[ProgressReport]]:
    rows = ProgressReport.objects.exclude(published_at=None).order_by("pk")
    rows, last = rows.only("evidence_links", "evidence_documents"), 0
    while batch := list(rows.filter(pk__gt=last)[:BATCH]):
        yield batch
        last = batch[-1].pk


def recount() -> int:
    """Count all anew; return how many reports held a wrong count (0 when all is well)."""
    wrong: list[ProgressReport] = []
    for batch in _batches():
        true = count(row.pk for row in batch)
        for row in batch:
            held, row.evidence_links, row.evidence_documents = _held(row), *true.get(row.pk, (0, 0))
            if held != _held(row):
                wrong.append(row)
    ProgressReport.objects.bulk_update(wrong, ["evidence_links", "evidence_documents"], batch_size=BATCH)
    return len(wrong)


def _held(report: ProgressReport) -> Pieces:
    return report.evidence_links, report.evidence_documents
