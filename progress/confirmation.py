"""What "no significant change" confirms, and when a report is no longer one.

It repeats the state of the last published report of its organisation and brings no story, figures or evidence of its
own: those of the last full report go on standing behind it.
"""

from __future__ import annotations

import datetime

from progress.models import ProgressReport, ReportKind

# What it repeats, and what any new report takes over: the state of things, not the story of the last period.
CARRIED = (
    "implementation_status",
    "health",
    "help_kind",
    "help_needed",
    "percent",
    "barrier_kinds",
    "barriers",
    "next_steps",
    "language",
)


# What a report takes over where only another organisation has reported on the commitment: how far the work is. Words
# come into another's report by an act alone (progress.partners).
CARRIED_OF_ANOTHER = ("implementation_status", "health", "percent")


def carried_from(last: ProgressReport, organisation_id: int) -> dict[str, object]:
    """What a new report of this organisation takes over from the ``last`` one."""
    names = CARRIED if last.organisation_id == organisation_id else CARRIED_OF_ANOTHER
    return {name: getattr(last, name) for name in names}


def confirmed_by(report: ProgressReport) -> ProgressReport | None:
    """The report that ``report``, of the kind "no significant change" and not yet published, repeats."""
    if report.supersedes_id:
        return report.supersedes
    current = report.commitment.reports.current().filter(organisation=report.organisation_id)
    return current.exclude(pk=report.pk).latest_first().first()


def still_confirms(report: ProgressReport) -> bool:
    """Does it say nothing but what the confirmed report says already?"""
    confirmed = confirmed_by(report)
    return (
        confirmed is not None
        and all(_said(report, name) == _said(confirmed, name) for name in CARRIED)
        and not report.narrative.strip()
        and not report.indicator_values.exists()
        and not report.all_evidence
    )


def _said(report: ProgressReport, name: str) -> object:
    value = getattr(report, name)
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value


def full_report(report: ProgressReport, *, before: datetime.datetime | None = None) -> ProgressReport:
    """The report whose story, figures and evidence stand behind ``report``: itself, or the full one that it confirms.

    ``before``: as reports stood just before that moment, else now. No query for a full report, else one.
    """
    if report.kind == ReportKind.UPDATE:
        return report
    reports = ProgressReport.objects.current_by(before) if before else ProgressReport.objects.current()
    full = reports.filter(
        commitment=report.commitment_id,
        organisation=report.organisation_id,
        kind=ReportKind.UPDATE,
        covers_until__lte=report.covers_until,
    )
    return full.latest_first().first() or report
