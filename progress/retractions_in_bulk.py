"""The sibling of ``workflow.retract`` for many reports at once, as an import that is undone takes them back."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.db.models import F

from accounts.days import site_day
from accounts.permissions import refuse_while_blocked
from progress import alerts, claims, history, rollups
from progress.errors import NotPermitted, ReasonRequired, WrongState
from progress.models import EventAction, Evidence, IndicatorValue, ProgressReport, ReportEvent, ReviewState
from progress.signals import reports_retracted
from progress.workflow import TRANSITIONS
from stakeholders import changes
from stakeholders.models import Commitment


@transaction.atomic
def retract_all(*, reports: Sequence[ProgressReport], by, reason: str, at: datetime.datetime) -> list[ProgressReport]:
    """Take published reports back for one public reason, each with its step in the history.

    Raises as ``retract`` does, for the first that cannot be retracted; then none is. Side effects: as of ``retract``,
    told by one ``reports_retracted``.
    """
    reason = reason.strip()
    rows = _locked(reports)
    _check(rows, changes.as_now(by), reason)
    for row in rows:
        row.review_state, row.version = ReviewState.RETRACTED, row.version + 1
        row.retracted_at, row.retracted_by, row.retracted_reason = at, by, reason
    # The same for all, but for the version, which the database counts itself.
    ProgressReport.objects.filter(pk__in=[row.pk for row in rows]).update(
        review_state=ReviewState.RETRACTED,
        version=F("version") + 1,
        retracted_at=at,
        retracted_by=by,
        retracted_reason=reason,
    )
    rollups.refresh_all_reported(sorted({row.commitment_id for row in rows}), on=site_day(at))
    if rows:
        reports_retracted.send(ProgressReport, reports=rows, at=at)
        events = _events(rows, by, at, reason)
        history.append_all(events)
        alerts.after_retractions(events)
    return rows


def _locked(reports: Sequence[ProgressReport]) -> list[ProgressReport]:
    """As they are now, locked after their commitments: the order of every writer."""
    commitments = Commitment.objects.select_for_update().filter(pk__in={row.commitment_id for row in reports})
    there = {one.pk: one for one in commitments.order_by("pk")}
    rows = list(ProgressReport.objects.select_for_update().filter(pk__in=[row.pk for row in reports]).order_by("pk"))
    for row in rows:
        row.commitment = there[row.commitment_id]
    return rows


def _check(rows: Sequence[ProgressReport], person, reason: str) -> None:
    step = TRANSITIONS[EventAction.RETRACT]
    if not person.is_active or not all(step.may(person, row) for row in rows):
        raise NotPermitted
    refuse_while_blocked(person)
    if any(row.review_state not in step.sources for row in rows):
        raise WrongState
    if not reason:
        raise ReasonRequired


def _events(rows: Sequence[ProgressReport], by, at: datetime.datetime, reason: str) -> list[ReportEvent]:
    """The step of each report, with what it claimed. Some queries, however many reports."""
    keys = [row.pk for row in rows]
    pieces = Evidence.objects.by_report(keys)
    values: dict[int, list[IndicatorValue]] = {key: [] for key in keys}
    for value in IndicatorValue.objects.filter(report__in=keys).order_by("indicator_id"):
        values[value.report_id].append(value)
    return [
        ReportEvent(
            report=row,
            action=EventAction.RETRACT,
            from_state=ReviewState.PUBLISHED,
            to_state=ReviewState.RETRACTED,
            by=by,
            at=at,
            reason=reason,
            content_digest=claims.report_digest(row, claims.Claimed(values[row.pk], pieces[row.pk])),
        )
        for row in rows
    ]
