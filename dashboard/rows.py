"""Rows of commitments and reports as lists show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from dashboard import ordered
from dashboard.filters import Selection
from dashboard.reports import public_reports
from dashboard.statistics.totals import all_on_the_day, commitments_ready, reported_ready
from progress.models import ProgressReport, ReviewState, Standing
from stakeholders.models import Commitment, CommitmentState, Visibility

LATEST = 5
REPORTS = 10  # about as many has a commitment that is reported on: what gathering those of one costs


@dataclass(frozen=True)
class CommitmentRow:
    """How one commitment stood. ``hidden``: it was public on that day and is not any more, so its words stay away."""

    standing: Standing
    commitment: Commitment
    hidden: bool
    archived: bool


@dataclass(frozen=True)
class ReportRow:
    """One report. ``hidden`` as for commitments; ``retracted``: it was public on that day and was withdrawn since."""

    report: ProgressReport
    hidden: bool
    retracted: bool


def with_commitments(standings: QuerySet[Standing]) -> QuerySet[Standing]:
    """Standings with what a row shows of them and of the commitments; descriptions and the like stay behind."""
    return standings.select_related("commitment__lead_organisation__country").only(
        "commitment", "report_id", "implementation_status", "health", "reported_on", "due_on",
        "evidence_strength", "assessed_completion",
        *(f"commitment__{name}" for name in ("title", "language", "due_on", "due_precision", "state", "visibility")),
        *(f"commitment__lead_organisation__{name}" for name in ("name", "slug", "archived_at", "country")),
    )  # fmt: skip


def with_their_commitments(reports: QuerySet[ProgressReport]) -> QuerySet[ProgressReport]:
    """Reports with what a row shows of them; what was done and what is next stay behind."""
    return reports.select_related("commitment", "organisation").only(
        "implementation_status", "health", "covers_until", "published_at", "kind", "review_state", "retracted_reason",
        "evidence_links", "evidence_documents",
        *(f"commitment__{name}" for name in ("title", "language", "visibility")),
        "organisation__name", "organisation__slug",
    )  # fmt: skip


def commitment_rows(standings: Iterable[Standing]) -> list[CommitmentRow]:
    """Standings (``with_commitments``) as rows."""
    return [
        CommitmentRow(
            standing=row,
            commitment=row.commitment,
            hidden=row.commitment.visibility != Visibility.PUBLIC,
            archived=row.commitment.state == CommitmentState.ARCHIVED
            or row.commitment.lead_organisation.archived_at is not None,
        )
        for row in standings
    ]


def report_rows(reports: Iterable[ProgressReport]) -> list[ReportRow]:
    """Reports (``with_their_commitments``) as rows."""
    return [
        ReportRow(
            report=row,
            hidden=row.commitment.visibility != Visibility.PUBLIC,
            retracted=row.review_state == ReviewState.RETRACTED,
        )
        for row in reports
    ]


def reports_on(selection: Selection, *, one_by_one: bool = False) -> QuerySet[ProgressReport]:
    """The reports that were public on the day, on the chosen commitments. ``one_by_one`` as for standings."""
    reports = public_reports(selection.as_of)
    if selection.narrowed:
        chosen = selection.standings(one_by_one=one_by_one)
        reports = reports.filter(commitment_id__in=chosen.values("commitment_id"))
    return reports


def latest_reports(selection: Selection, count: int = LATEST) -> list[ReportRow]:
    """The ``count`` published last. Few commitments are asked for theirs; of many, the reports are looked at from the
    latest on.
    """
    chosen = reported_ready(selection)
    if chosen == 0:  # nor need anything be looked through for reports of those that have none
        return []
    many = chosen is not None and ordered.is_many(chosen, of=all_on_the_day(selection), last=count, each=REPORTS)
    rows = with_their_commitments(reports_on(selection, one_by_one=many))
    return report_rows(ordered.read(rows.order_by("-published_at", "-pk")[:count], one_by_one=many))


def first_commitments(selection: Selection, count: int) -> list[CommitmentRow]:
    """The first ``count`` chosen commitments by title."""
    one_by_one = ordered.is_many(commitments_ready(selection) or 0, of=all_on_the_day(selection), last=count)
    standings = with_commitments(selection.standings(one_by_one=one_by_one))
    rows = standings.order_by("title", "commitment_id")[:count]
    return commitment_rows(ordered.read(rows, one_by_one=one_by_one))
