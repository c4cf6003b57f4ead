"""Rows of commitments and reports as lists show them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import QuerySet

from dashboard.filters import Selection
from dashboard.reports import public_reports
from dashboard.statistics import bounded
from progress.models import CommitmentStatus, ProgressReport, ReviewState
from stakeholders.models import CommitmentState, Visibility

LATEST = 5


class CommitmentRow(NamedTuple):
    """How one commitment stood, and what a list says of it: the columns of ``COMMITMENT_COLUMNS``, in their order.

    ``key`` is the status row's. ``due_on`` is the day of the status row, ``day_due`` the commitment's own of today.
    """

    key: int
    implementation_status: str
    health: str
    reported_on: datetime.date | None
    due_on: datetime.date | None
    evidence_strength: str
    assessed_completion: str
    number: int
    title: str
    language: str
    day_due: datetime.date | None
    due_precision: str
    state: str
    visibility: str
    organisation: str
    organisation_slug: str
    organisation_archived: datetime.datetime | None
    country: str | None
    percent: int | None

    @property
    def hidden(self) -> bool:
        """It was public on that day and is not any more, so its words stay away."""
        return self.visibility != Visibility.PUBLIC

    @property
    def archived(self) -> bool:
        """It, or who leads it, has been taken down since."""
        return self.state == CommitmentState.ARCHIVED or self.organisation_archived is not None


# Objects of four models would cost as much as all of a row's words: rows are the columns themselves.
COMMITMENT_COLUMNS = (
    "pk", "implementation_status", "health", "reported_on", "due_on", "evidence_strength", "assessed_completion",
    "commitment_id",
    *(f"commitment__{name}" for name in ("title", "language", "due_on", "due_precision", "state", "visibility")),
    *(f"commitment__lead_organisation__{name}" for name in ("name", "slug", "archived_at", "country_id")),
    "percent",
)  # fmt: skip


@dataclass(frozen=True)
class ReportRow:
    """One report. ``hidden`` as for commitments; ``retracted``: it was public on that day and was withdrawn since;
    ``corrected``: a correction has taken its place since.
    """

    report: ProgressReport
    hidden: bool
    retracted: bool
    corrected: bool = False


def with_commitments(statuses: QuerySet[CommitmentStatus]) -> QuerySet[CommitmentStatus, tuple[Any, ...]]:
    """What a row shows of statuses and their commitments; descriptions and the like stay behind."""
    return statuses.values_list(*COMMITMENT_COLUMNS)


def with_their_commitments(reports: QuerySet[ProgressReport]) -> QuerySet[ProgressReport]:
    """Reports with what a row shows of them; what was done and what is next stay behind."""
    return reports.select_related("commitment", "organisation").only(
        "implementation_status", "health", "covers_until", "published_at", "kind", "review_state", "retracted_reason",
        "superseded_at",
        "evidence_links", "evidence_documents",
        *(f"commitment__{name}" for name in ("title", "language", "visibility")),
        "organisation__name", "organisation__slug",
    )  # fmt: skip


def commitment_rows(found: Iterable[tuple[Any, ...]]) -> list[CommitmentRow]:
    """CommitmentStatuses (``with_commitments``) as rows."""
    return [CommitmentRow._make(row) for row in found]


def report_rows(reports: Iterable[ProgressReport]) -> list[ReportRow]:
    """Reports (``with_their_commitments``) as rows."""
    return [
        ReportRow(
            report=row,
            hidden=row.commitment.visibility != Visibility.PUBLIC,
            retracted=row.review_state == ReviewState.RETRACTED,
            corrected=row.superseded_at is not None,
        )
        for row in reports
    ]


def reports_on(selection: Selection) -> QuerySet[ProgressReport]:
    """The reports that were public on the day, on the chosen commitments. One query under filters."""
    if not selection.narrowed:
        return public_reports(selection.as_of)
    reported = selection.statuses().filter(report__isnull=False)
    few = list(bounded.first(reported.values_list("commitment_id", flat=True)))
    if len(few) > bounded.MOST:
        return public_reports(selection.as_of, among=reported)
    # The database would look through all reports, latest first, for those on a few commitments or on none.
    return public_reports(selection.as_of).filter(commitment__in=few)


def latest_reports(selection: Selection, count: int = LATEST) -> list[ReportRow]:
    """The ``count`` published last. One query, or two under filters."""
    return report_rows(with_their_commitments(reports_on(selection)).order_by("-published_at", "-pk")[:count])


def first_commitments(selection: Selection, count: int) -> list[CommitmentRow]:
    """The first ``count`` chosen commitments by title. One query."""
    return commitment_rows(with_commitments(selection.statuses()).order_by("title", "commitment_id")[:count])
