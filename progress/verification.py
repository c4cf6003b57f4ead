"""Does what stands in the tables still say what the history holds of it?

The chain (``progress.history``) shows that no row of the history was touched. Here each report that left its
organisation, each assessment and each public commitment is held against the last row about it.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Exists, Model, OuterRef, QuerySet

from progress import claims
from progress.models import (
    Assessment,
    EventAction,
    Evidence,
    IndicatorValue,
    ProgressReport,
    PublicVersion,
    ReportEvent,
    ReviewState,
)
from stakeholders.models import Commitment, CommitmentState

BATCH = 1000
UNRECORDED = "the history tells nothing of it"
OTHERWISE = "it does not say what the history holds of it"
GONE = "the history tells of it, and it is no longer there"
DELETIONS = (EventAction.DISCARD, EventAction.TAKE_BACK)


class Mismatch(NamedTuple):
    """A row that was changed, added or removed without a step: which, and what is wrong with it."""

    row: str
    problem: str

    def __str__(self) -> str:
        return f"{self.row}: {self.problem}."


def mismatches() -> Iterator[Mismatch]:
    """Every row that does not match its history. Reads all of them, in constant memory."""
    yield from _checked(ProgressReport.objects.all(), _reports)
    yield from _gone(ProgressReport, "report", without=DELETIONS)
    yield from _checked(Assessment.objects.all(), _assessments)
    yield from _gone(Assessment, "assessment")
    related = ("recommendations", "joint_links", "milestones", "indicators")
    yield from _checked(Commitment.objects.prefetch_related(*related), _commitments)
    yield from _gone(Commitment, "commitment")


Problems = Iterator[tuple[Any, str]]


def _checked(rows: QuerySet, problems: Callable[[Sequence], Problems]) -> Iterator[Mismatch]:
    """Some rows at a time, behind the lock of everything that changes what is public: none changes meanwhile."""
    last, name = 0, str(rows.model._meta.verbose_name)
    while True:
        with transaction.atomic():
            PublicVersion.objects.select_for_update().get(pk=1)
            batch = list(rows.filter(pk__gt=last).order_by("pk")[:BATCH])
            found = list(problems(batch))
        yield from (Mismatch(f"{name} {row.pk}", problem) for row, problem in found)
        if not batch:
            return
        last = batch[-1].pk


def _gone(model: type[Model], subject: str, *, without: Sequence[str] = ()) -> Iterator[Mismatch]:
    """What the history records and nobody finds any more; ``without`` are the steps that delete."""
    there = Exists(model._default_manager.filter(pk=OuterRef(f"{subject}_id")))
    deleted = Exists(ReportEvent.objects.filter(**{subject: OuterRef(f"{subject}_id")}, action__in=without))
    events = ReportEvent.objects.filter(~there, ~deleted, **{f"{subject}__isnull": False})
    for key in events.order_by(f"{subject}_id").values_list(f"{subject}_id", flat=True).distinct():
        yield Mismatch(f"{model._meta.verbose_name} {key}", GONE)


def _events(subject: str, rows: Sequence[Model]) -> dict[int, list[ReportEvent]]:
    """What the history holds of these rows, in its order."""
    found: dict[int, list[ReportEvent]] = defaultdict(list)
    events = ReportEvent.objects.filter(**{f"{subject}__in": [row.pk for row in rows]})
    for event in events.order_by("sequence"):
        found[getattr(event, f"{subject}_id")].append(event)
    return found


# --- Reports --------------------------------------------------------------------------------------------


def _reports(batch: Sequence[ProgressReport]) -> Problems:
    keys, events = [row.pk for row in batch], _events("report", batch)
    values: dict[int, list[IndicatorValue]] = defaultdict(list)
    for value in IndicatorValue.objects.filter(report__in=keys).order_by("indicator_id"):
        values[value.report_id].append(value)
    pieces = Evidence.objects.by_report(keys)
    corrections = ProgressReport.objects.filter(supersedes__in=keys, published_at__isnull=False)
    superseded = dict(corrections.values_list("supersedes_id", "published_at"))
    for row in batch:
        claimed = claims.Claimed(values[row.pk], pieces[row.pk])
        if problem := _wrong_report(row, claimed, events[row.pk], superseded.get(row.pk)):
            yield row, problem


def _wrong_report(
    row: ProgressReport, claimed: claims.Claimed, events: list[ReportEvent], superseded_at: datetime.datetime | None
) -> str:
    if not events:
        return UNRECORDED
    last = events[-1]
    if last.to_state != row.review_state:
        return f"it is {row.review_state}, and the history left it {last.to_state or 'deleted'}"
    if row.is_editable:
        return ""
    if last.content_digest != claims.report_digest(row, claimed):
        return OTHERWISE
    if row.superseded_at != superseded_at:
        return "it does not say rightly when it was corrected"
    return _wrong_steps(row, {event.action: event for event in events})


def _wrong_steps(row: ProgressReport, steps: dict[str, ReportEvent]) -> str:
    """The stamps of publication and retraction against the last step of that kind."""
    if row.published_at:
        step = steps.get(EventAction.PUBLISH)
        if step is None or (step.at, step.by_id) != (row.published_at, row.published_by_id):
            return "it was not published when it says, or by whom"
    if row.review_state == ReviewState.RETRACTED:
        step = steps[EventAction.RETRACT]
        if (step.at, step.by_id, step.reason) != (row.retracted_at, row.retracted_by_id, row.retracted_reason):
            return "it was not retracted when it says, by whom or why"
    return ""


# --- Assessments and commitments ------------------------------------------------------------------------


def _assessments(batch: Sequence[Assessment]) -> Problems:
    events = _events("assessment", batch)
    for row in batch:
        if not events[row.pk]:
            yield row, UNRECORDED
        elif events[row.pk][-1].content_digest != claims.assessment_digest(row):
            yield row, OTHERWISE


def _commitments(batch: Sequence[Commitment]) -> Problems:
    events = _events("commitment", batch)
    for row in batch:
        last = events[row.pk][-1] if events[row.pk] else None
        if row.state not in (CommitmentState.PUBLISHED, CommitmentState.ARCHIVED):
            if last and last.to_state == CommitmentState.PUBLISHED:
                yield row, f"it is {row.state}, and the history left it published"
        elif last is None:
            yield row, UNRECORDED
        elif last.content_digest != claims.commitment_digest(row):
            yield row, OTHERWISE
