"""What happened, by date: published and retracted reports, assessments, changes with their public reasons.

Nothing here names a person, and nothing that was not published is shown.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.days import site_day
from dashboard.filters import Selection
from dashboard.navigation import localised
from dashboard.rows import ReportRow, latest_reports, report_rows, reports_on
from progress.models import Assessment, ProgressReport, ReportKind, ReviewState
from recommendations.models import Recommendation
from recommendations.partial_dates import PartialDate
from stakeholders.models import Commitment, Organisation


@dataclass(frozen=True)
class Entry:
    """One point of a timeline, as ``components/timeline.html`` draws it."""

    date: datetime.date
    title: str
    address: str = ""
    text: str = ""
    reason: str = ""
    past: bool = False
    precision: str = "day"


def report_timeline(selection: Selection, count: int, *, organisation: Organisation | None = None) -> list[Entry]:
    """The last ``count`` reports on the chosen commitments (or written by one organisation), newest first."""
    if organisation is None:
        return [report_entry(row) for row in latest_reports(selection, count)]
    reports = reports_on(selection.without("organisation")).filter(organisation=organisation)
    rows = reports.select_related("commitment", "organisation").order_by("-published_at", "-pk")[:count]
    return [report_entry(row) for row in report_rows(rows)]


def report_entry(row: ReportRow) -> Entry:
    """One report as a point of a timeline."""
    report = row.report
    kind = (
        _("no significant change")
        if report.kind == ReportKind.NO_CHANGE
        else report.get_implementation_status_display()
    )
    name = _("A commitment that is no longer public") if row.hidden else report.commitment.title
    about = {"organisation": report.organisation.name, "commitment": name}
    return Entry(
        date=site_day(report.published_at),
        title=name if row.hidden else _("%(organisation)s: %(commitment)s") % about,
        address="" if row.hidden else localised(f"/reports/{report.pk}/"),
        text=_("Reported as of %(day)s: %(status)s") % {"day": date_format(report.covers_until), "status": kind},
        reason=report.retracted_reason if row.retracted and not row.hidden else "",
        past=row.retracted,
    )


def commitment_timeline(commitment: Commitment, day: Selection) -> list[Entry]:
    """Everything public that happened to one commitment up to the day, newest first."""
    entries = [*_reports(commitment), *_assessments(commitment), *_changes(commitment)]
    if commitment.published_at:
        published = site_day(commitment.published_at)
        entries.append(Entry(published, _("Commitment published")))
    known = [entry for entry in entries if entry.date <= day.on]
    return sorted(known, key=lambda entry: entry.date, reverse=True)


def _reports(commitment: Commitment) -> list[Entry]:
    """Published reports, and retractions with their public reasons."""
    rows = ProgressReport.objects.filter(
        commitment=commitment, review_state__in=[ReviewState.PUBLISHED, ReviewState.RETRACTED]
    ).select_related("organisation")
    entries = []
    for row in rows.order_by("-published_at", "-pk"):
        retracted = row.review_state == ReviewState.RETRACTED
        if row.supersedes_id:
            status = _("Correction: %(status)s") % {"status": row.get_implementation_status_display()}
        elif row.kind == ReportKind.NO_CHANGE:
            status = _("No significant change")
        else:
            status = _("Report: %(status)s") % {"status": row.get_implementation_status_display()}
        about = {"organisation": row.organisation.name, "day": date_format(row.covers_until)}
        entries.append(
            Entry(
                date=site_day(row.published_at),
                title=status,
                address=localised(f"/reports/{row.pk}/"),
                text=_("%(organisation)s, as things stood on %(day)s") % about,
                past=retracted or row.superseded_at is not None,
            )
        )
        if retracted:
            retracted_on = site_day(row.retracted_at)
            entries.append(
                Entry(retracted_on, _("Report retracted"), text=about["organisation"], reason=row.retracted_reason)
            )
    return entries


def _assessments(commitment: Commitment) -> list[Entry]:
    rows = Assessment.objects.filter(commitment=commitment)
    return [
        Entry(
            site_day(row.published_at),
            _("Assessed by a second voice: %(completion)s") % {"completion": row.get_assessed_completion_display()},
        )
        for row in rows
    ]


def _changes(commitment: Commitment) -> list[Entry]:
    """Changes since publication that a reader must know of, each with its reason."""
    if not commitment.published_at:
        return []
    rows = list(
        commitment.history.filter(history_date__gte=commitment.published_at).order_by("history_date", "history_id")
    )
    entries = []
    for before, after in pairwise(rows):
        if what := "; ".join(_differences(before, after)):
            on = site_day(after.history_date)
            entries.append(Entry(on, what, reason=after.history_change_reason or ""))
    return entries


def _differences(before: Any, after: Any) -> list[str]:
    found = []
    if (before.due_on, before.due_precision) != (after.due_on, after.due_precision):
        found.append(_("Due date changed from %(old)s to %(new)s") % {"old": _due(before), "new": _due(after)})
    if before.title != after.title:
        found.append(_("Title changed"))
    if before.description != after.description:
        found.append(_("Description changed"))
    return found


def _due(row: Any) -> str:
    date = PartialDate.of(row.due_on, row.due_precision)
    return date.in_words if date else _("no date")


def catalogue_changes(row: Recommendation) -> list[Entry]:
    """Changes of a recommendation since it was entered, newest first, each with its public reason."""
    versions = list(row.history.order_by("history_date", "history_id"))
    labels = {"title": _("Title changed"), "text": _("Text changed"), "obligation": _("Obligation changed"),
              "area_id": _("Moved to another area")}  # fmt: skip
    entries = []
    for before, after in pairwise(versions):
        changed = [label for name, label in labels.items() if getattr(before, name) != getattr(after, name)]
        if changed:
            on = site_day(after.history_date)
            entries.append(Entry(on, "; ".join(changed), reason=after.history_change_reason or ""))
    return entries[::-1]
