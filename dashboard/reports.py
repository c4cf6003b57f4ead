"""Published reports as the public reads them, now or as of a past day, and the evidence behind each."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.db.models import Q, QuerySet
from django.template.defaultfilters import filesizeformat
from django.urls import reverse

from dashboard.catalogue import end_of
from progress import permissions
from progress.models import (
    CommitmentStatus,
    Evidence,
    EvidenceAudience,
    EvidenceKind,
    LinkCheck,
    LinkState,
    Preview,
    PreviewState,
    ProgressReport,
    ReviewState,
    latest,
)
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
    """The evidence that is for everybody, by report, without what a newer revision has replaced. Two queries."""
    found = Evidence.objects.with_findings().by_report(reports)
    return {
        report: [piece for piece in latest(pieces) if piece.audience == EvidenceAudience.PUBLIC]
        for report, pieces in found.items()
    }


def evidence_items(rows: Iterable[Evidence]) -> list[dict[str, object]]:
    """Evidence as ``components/evidence_list.html`` draws it."""
    return [
        {
            "title": row.title,
            "address": _address(row),
            "date": row.dated_on,
            "precision": row.dated_precision,
            "detail": _detail(row),
            "digest": row.sha256,
            "is_withheld": permissions.is_withheld(row),
            "is_infected": permissions.is_infected(row),
            "preview": _preview(row),
            "revisions": len(row.earlier),
            "revised_at": row.added_at if row.earlier else None,
            "dead": _dead(row),
        }
        for row in rows
    ]


def _address(row: Evidence) -> str:
    return row.url if row.kind == EvidenceKind.LINK else reverse("data:evidence", args=[row.pk])


def _preview(row: Evidence) -> dict[str, object] | None:
    """The picture of a file, if there is one and the file may be opened."""
    found: Preview | None = getattr(row, "preview", None)
    if found is None or found.state != PreviewState.READY or permissions.is_withheld(row):
        return None
    address = reverse("data:evidence_preview", args=[row.pk])
    return {"address": address, "width": found.width, "height": found.height, "is_page": found.is_page}


def _dead(row: Evidence) -> LinkCheck | None:
    """What is known of a link that no longer leads anywhere."""
    check: LinkCheck | None = getattr(row, "link_check", None)
    return check if check and check.state == LinkState.DEAD else None


def _detail(row: Evidence) -> str:
    if row.kind == EvidenceKind.LINK:
        return urlsplit(row.url).hostname or ""
    return f"{row.file_name}, {filesizeformat(row.size or 0)}"
