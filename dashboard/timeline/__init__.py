"""What happened, by date: reports and what each changed, retractions, assessments, changes with their public reasons.

Nothing here names a person, and nothing that was not published is shown.
"""

from __future__ import annotations

import datetime

from dashboard.catalogue import end_of
from dashboard.filters import Selection
from dashboard.statistics import bounded
from progress.models import Assessment, ProgressReport
from stakeholders.models import Commitment

from .among import Among, looked_up, these
from .catalogue import catalogue_changes
from .commitments import assessment_moments, change_moments, publication_moments, withdrawal_moments
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
BEGINNING = datetime.datetime(1, 1, 2, tzinfo=datetime.UTC)  # a day into it: zones west of UTC have it too


def what_changed(selection: Selection, count: int) -> list[Run]:
    """The last ``count`` things that happened to the chosen commitments until the day, each commitment named once for
    all that happened to it in a row. Ten queries at the most.

    Commitments that are not public any more tell nothing, on a past day either.
    """
    chosen = selection.statuses().order_by()
    few = list(bounded.first(chosen.values_list("commitment_id", flat=True)))
    if not few:
        return []
    many = len(few) > bounded.MOST
    return in_runs(_moments(looked_up(chosen) if many else these(few), selection, count))


def commitment_moments(commitment: Commitment, day: Selection) -> list[Moment]:
    """Everything public that happened to one commitment until the day, newest first."""
    return _moments(these([commitment.pk]), day, ALL)


def _moments(among: Among, day: Selection, count: int) -> list[Moment]:
    """The last ``count`` things that happened to these commitments until the end of the day.

    Of other things than reports only those are looked for that are not older than the last ``count`` reports.
    """
    end = end_of(day.on)
    reports = among(ProgressReport.objects.all(), "commitment")
    found = report_moments(reports.filter(published_at__lt=end), count)
    since = found[-1].at if len(found) == count else BEGINNING
    commitments = among(Commitment.objects.all(), "pk").filter(published_at__gte=since, published_at__lt=end)
    assessments = among(Assessment.objects.all(), "commitment").filter(published_at__gte=since, published_at__lt=end)
    withdrawn = among(Assessment.objects.all(), "commitment").filter(withdrawn_at__gte=since, withdrawn_at__lt=end)
    versions = among(Commitment.history.filter(history_date__gte=since, history_date__lt=end), "id")
    return newest(
        [
            *found,
            *retraction_moments(reports.filter(retracted_at__gte=since, retracted_at__lt=end), count),
            *assessment_moments(assessments, count),
            *withdrawal_moments(withdrawn, count),
            *publication_moments(commitments, count),
            *change_moments(versions, count),
        ],
        count,
    )
