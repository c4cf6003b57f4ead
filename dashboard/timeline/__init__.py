"""What happened, by date: reports and what each changed, retractions, assessments, changes with their public reasons.

Nothing here names a person, and nothing that was not published is shown.
"""

from __future__ import annotations

from django.db.models import QuerySet

from dashboard.catalogue import end_of
from dashboard.filters import Selection
from dashboard.statistics import bounded
from progress.models import Assessment, ProgressReport
from stakeholders.models import Commitment

from .catalogue import catalogue_changes
from .commitments import assessment_moments, change_moments, publication_moments
from .entries import Change, Entry, Moment, Run, in_runs, newest
from .reports import changes_since, report_before, report_moments, retraction_moments

__all__ = [
    "Change",
    "Entry",
    "Moment",
    "Run",
    "catalogue_changes",
    "changes_since",
    "commitment_moments",
    "report_before",
    "what_changed",
]

ALL = 1000  # of each kind: what one commitment has seen in a hundred years


def what_changed(selection: Selection, count: int) -> list[Run]:
    """The last ``count`` things that happened to the chosen commitments until the day, each commitment named once for
    all that happened to it in a row. Ten queries at the most.

    Commitments that are not public any more tell nothing, on a past day either.
    """
    chosen = selection.statuses().values_list("commitment_id", flat=True)
    few = list(bounded.first(chosen))
    if not few:
        return []
    # The database would look through all reports, latest first, for those on a few commitments.
    among = chosen.order_by() if len(few) > bounded.MOST else few
    return in_runs(_moments(Commitment.objects.public().filter(pk__in=among), selection, count))


def commitment_moments(commitment: Commitment, day: Selection) -> list[Moment]:
    """Everything public that happened to one commitment until the day, newest first."""
    return _moments(Commitment.objects.public().filter(pk=commitment.pk), day, ALL)


def _moments(commitments: QuerySet[Commitment], day: Selection, count: int) -> list[Moment]:
    """The last ``count`` things that happened to these commitments until the end of the day."""
    among, end = {"commitment__in": commitments}, end_of(day.on)
    reports = ProgressReport.objects.filter(**among)
    versions = Commitment.history.filter(history_date__lt=end)
    return newest(
        [
            *report_moments(reports.filter(published_at__lt=end), count),
            *retraction_moments(reports.filter(retracted_at__lt=end), count),
            *assessment_moments(Assessment.objects.filter(published_at__lt=end, **among), count),
            *publication_moments(commitments.filter(published_at__lt=end), count),
            *change_moments(commitments, versions, count),
        ],
        count,
    )
