"""Published reports as the public reads them, now or as of a past day, and the evidence behind each."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.db.models import Q, QuerySet
from django.template.defaultfilters import filesizeformat
from django.urls import reverse

from dashboard.catalogue import end_of
from progress.models import CommitmentStatus, Evidence, EvidenceAudience, EvidenceKind, ProgressReport, ReviewState
from stakeholders.models import Commitment, Visibility

# The words of a report may be shown while it is published and its commitment public.
TEXT_IS_PUBLIC = Q(review_state=ReviewState.PUBLISHED, commitment__visibility=Visibility.PUBLIC)


def public_reports(
    as_of: datetime.date | None,
    among: QuerySet[CommitmentStatus] | None = None,
    *,
    to_the_last: bool = False,
    corrected: bool = False,
) -> QuerySet[ProgressReport]:
    """The current reports that anybody may read now, or could read at the end of a past day: all of them, or those
    on the commitments of ``among``, which are public statuses of that day. ``to_the_last``: all rows will be read.
    ``corrected``: also those that a correction had taken the place of, which lists and numbers leave out.

    A past day also brings reports that were retracted since, and reports on commitments that are no longer public:
    the day's numbers counted them. Whoever shows them must leave out their text (``TEXT_IS_PUBLIC``).
    """
    reports = ProgressReport.objects
    if as_of is None and among is None:
        rows = reports.public_to_the_last() if to_the_last else reports.public()
        return rows if corrected else rows.current()
    if as_of is None:
        rows = reports.published() if corrected else reports.published().current()
    else:
        rows = reports.published_by(end_of(as_of)) if corrected else reports.current_by(end_of(as_of))
    # Those chosen are public: it is not asked of each commitment once more.
    chosen = CommitmentStatus.objects.as_of(as_of).public() if among is None else among
    return rows.filter(commitment_id__in=chosen.values("commitment_id"))


def public_retractions(among: QuerySet[CommitmentStatus] | None = None) -> QuerySet[ProgressReport]:
    """Reports that were taken back, on commitments that are public (``among``: on those of these statuses).

    Whoever shows them shows when and why, and nothing of their text (``TEXT_IS_PUBLIC``).
    """
    public = Commitment.objects.public().values("pk") if among is None else among.values("commitment_id")
    return ProgressReport.objects.filter(review_state=ReviewState.RETRACTED, commitment_id__in=public)


def public_evidence(reports: Iterable[int]) -> dict[int, list[Evidence]]:
    """The evidence that anybody may open, by report; superseded revisions are left out. Two queries."""
    return Evidence.objects.filter(audience=EvidenceAudience.PUBLIC, revised_by__isnull=True).by_report(reports)


def evidence_items(rows: Iterable[Evidence]) -> list[dict[str, object]]:
    """Evidence as ``components/evidence_list.html`` draws it."""
    return [
        {
            "title": row.title,
            "address": row.url if row.kind == EvidenceKind.LINK else reverse("data:evidence", args=[row.pk]),
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
