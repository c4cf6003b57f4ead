"""What follows from a correction for "no significant change": it repeats a state that has turned out to be wrong.

``to_renew`` finds those reports; ``renewed`` writes, for each, the correction of it that says what it would have
repeated had its author known. ``workflow.publish`` publishes them together with the correction.
"""

from __future__ import annotations

import datetime
from itertools import takewhile
from typing import Any

from progress import history
from progress.confirmation import CARRIED
from progress.models import EventAction, ProgressReport, ReportKind, ReviewState

# A repetition belongs to where and when it was said ...
OF_ITS_OWN = ("commitment", "organisation", "period", "round_ends_on", "covers_until")
# ... and is written by those who wrote the correction.
OF_THE_CORRECTION = (
    "author",
    "created_at",
    "updated_by",
    "submitted_at",
    "submitted_by",
    "signed_off_at",
    "signed_off_by",
)


def to_renew(correction: ProgressReport) -> list[ProgressReport]:
    """The current reports that repeat what ``correction`` corrects, in their order: those that come after it, up to the
    next full report. None where it corrects words alone, and nothing that is repeated.
    """
    wrong = correction.supersedes
    if wrong is None or all(getattr(wrong, name) == getattr(correction, name) for name in CARRIED):
        return []
    reports = correction.commitment.reports.current().filter(organisation=correction.organisation_id)
    others = reports.exclude(pk__in=[wrong.pk, correction.pk]).order_by("covers_until", "published_at", "pk")
    following = (report for report in others if _place(report) > _place(wrong))
    return list(takewhile(lambda report: report.kind == ReportKind.NO_CHANGE, following))


def _place(report: ProgressReport) -> tuple[Any, ...]:
    """By what one report comes after another (``LATEST_FIRST``)."""
    return report.covers_until, report.published_at, report.pk


def renewed(repetition: ProgressReport, correction: ProgressReport, *, at: datetime.datetime) -> ProgressReport:
    """The correction of ``repetition`` that repeats ``correction``, to be published now. Side effects: history."""
    values = {name: getattr(repetition, name) for name in OF_ITS_OWN}
    values |= {name: getattr(correction, name) for name in (*CARRIED, *OF_THE_CORRECTION)}
    report = ProgressReport.objects.create(
        **values,
        kind=ReportKind.NO_CHANGE,
        supersedes=repetition,
        review_state=ReviewState.SUBMITTED,
        updated_at=at,
    )
    history.append(
        report=report,
        action=EventAction.CREATE,
        from_state="",
        to_state=report.review_state,
        by=correction.submitted_by,
        at=at,
    )
    return report
