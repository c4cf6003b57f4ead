"""Published reports as the public reads them, now or as of a past day, and the evidence behind each."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.db.models import Case, CharField, Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.template.defaultfilters import filesizeformat
from django.urls import reverse

from dashboard.catalogue import end_of
from progress.evidence_strength import evidence_strength
from progress.models import (
    Evidence,
    EvidenceAudience,
    EvidenceKind,
    EvidenceStrength,
    ProgressReport,
    ReviewState,
    Standing,
)
from stakeholders.models import Visibility

# The words of a report may be shown while it is published and its commitment public.
TEXT_IS_PUBLIC = Q(review_state=ReviewState.PUBLISHED, commitment__visibility=Visibility.PUBLIC)


def public_reports(as_of: datetime.date | None) -> QuerySet[ProgressReport]:
    """What anybody may read now, or what anybody could read at the end of a past day.

    A past day also brings reports that were retracted since, and reports on commitments that are no longer public:
    the day's numbers counted them. Whoever shows them must leave out their text (``TEXT_IS_PUBLIC``).
    """
    if as_of is None:
        return ProgressReport.objects.public()
    public_then = Standing.objects.as_of(as_of).public().values("commitment_id")
    end = end_of(as_of)
    published_then = Q(published_at__lt=end) & (Q(retracted_at__isnull=True) | Q(retracted_at__gte=end))
    return ProgressReport.objects.filter(published_then, commitment_id__in=public_then)


def _count_of(kind: EvidenceKind) -> Coalesce:
    counted = (
        Evidence.objects.filter(report=OuterRef("pk"), kind=kind, audience=EvidenceAudience.PUBLIC)
        .order_by()
        .values("report")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def with_evidence(reports: QuerySet[ProgressReport]) -> QuerySet[ProgressReport]:
    """The reports with ``links``, ``documents`` and ``evidence_strength`` of what anybody can open behind each."""
    return reports.annotate(links=_count_of(EvidenceKind.LINK), documents=_count_of(EvidenceKind.FILE)).annotate(
        evidence_strength=Case(
            When(Q(links__gt=1) | Q(documents__gt=1) | Q(links=1, documents=1), then=Value(EvidenceStrength.SEVERAL)),
            When(documents=1, then=Value(EvidenceStrength.DOCUMENT)),
            When(links=1, then=Value(EvidenceStrength.LINK)),
            default=Value(EvidenceStrength.NONE),
            output_field=CharField(),
        )
    )


def add_evidence(reports: Iterable[ProgressReport]) -> None:
    """Give each of a few reports what ``with_evidence`` would. One query."""
    rows = list(reports)
    found = {row.pk: dict.fromkeys(EvidenceKind.values, 0) for row in rows}
    shown = Evidence.objects.filter(report__in=found, audience=EvidenceAudience.PUBLIC).order_by()
    for report, kind, count in shown.values_list("report_id", "kind").annotate(n=Count("pk")):
        found[report][kind] = count
    for row in rows:
        counts = found[row.pk]
        row.links, row.documents = counts[EvidenceKind.LINK], counts[EvidenceKind.FILE]  # type: ignore[attr-defined]
        row.evidence_strength = evidence_strength(links=row.links, documents=row.documents)  # type: ignore[attr-defined]


def public_evidence(reports: Iterable[int]) -> dict[int, list[Evidence]]:
    """The evidence that anybody may open, by report; superseded revisions are left out. One query."""
    found: dict[int, list[Evidence]] = defaultdict(list)
    rows = Evidence.objects.filter(
        report_id__in=list(reports), audience=EvidenceAudience.PUBLIC, revised_by__isnull=True
    ).order_by("pk")
    for row in rows:
        found[row.report_id].append(row)
    return found


def evidence_items(rows: Iterable[Evidence]) -> list[dict[str, object]]:
    """Evidence as ``components/evidence_list.html`` draws it."""
    return [
        {
            "title": row.title,
            "address": row.url if row.kind == EvidenceKind.LINK else reverse("progress:evidence", args=[row.pk]),
            "date": row.dated_on,
            "precision": row.dated_precision,
            "detail": _detail(row),
            "digest": row.sha256,
        }
        for row in rows
    ]


def _detail(row: Evidence) -> str:
    if row.kind == EvidenceKind.LINK:
        return urlsplit(row.url).hostname or ""
    return f"{row.file_name}, {filesizeformat(row.size or 0)}"
