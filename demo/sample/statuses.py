"""How a commitment of a sample stood from day to day: the rows that its publications would have left behind."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from progress.computed_fields import report_counts
from progress.evidence_strength import evidence_strength
from progress.models import CommitmentStatus, ProgressReport, ReportKind
from stakeholders.models import Commitment


@dataclass(eq=False)
class PublishedReport:
    """A report that was published."""

    report: ProgressReport
    published_on: datetime.date
    retracted_on: datetime.date | None = None

    def stood(self, day: datetime.date) -> bool:
        """True when it was published at the end of ``day``."""
        return self.published_on <= day and (self.retracted_on is None or day < self.retracted_on)


@dataclass
class Course:
    """Everything that changed how a counted commitment stands."""

    commitment: Commitment
    scopes: list[str]
    published_on: datetime.date
    archived_on: datetime.date | None = None
    assessed_on: datetime.date | None = None
    assessed_completion: str = ""
    reports: list[PublishedReport] = field(default_factory=list)

    def days(self) -> list[datetime.date]:
        """The days on which something changed, each once, in order."""
        days = {self.published_on, self.archived_on, self.assessed_on}
        for one in self.reports:
            days |= {one.published_on, one.retracted_on}
        return sorted(day for day in days if day)

    def facts(self, day: datetime.date) -> dict[str, Any] | None:
        """How it stood at the end of ``day``; None when it was not counted any more."""
        if self.archived_on and day >= self.archived_on:
            return None
        there = [
            one
            for one in self.reports
            if one.published_on <= day and not (one.retracted_on and one.retracted_on <= day)
        ]
        assessed = self.assessed_on and self.assessed_on <= day
        facts = {
            "reports": len(there),
            "report_counts": report_counts((one.report.implementation_status, one.report.open_health) for one in there),
            "assessed_completion": self.assessed_completion if assessed else "",
            "evidence_strength": evidence_strength(links=0, documents=0).value,
        }
        leading = min(there, key=self._rank, default=None)
        return facts | _status(leading, there) if leading else facts

    def _rank(self, one: PublishedReport) -> tuple:
        report = one.report
        joint = report.organisation_id != self.commitment.lead_organisation_id
        return joint, -report.covers_until.toordinal(), -one.published_on.toordinal(), -report.pk

    def rows(self) -> Iterator[CommitmentStatus]:
        """The statuses, oldest first: no two overlap, and the last is open unless it was archived."""
        stood = ((day, self.facts(day)) for day in self.days())
        spans = [(next(days)[0], facts) for facts, days in groupby(stood, key=lambda pair: pair[1])]
        ends = [since for since, _ in spans[1:]] + [None]
        for (since, facts), until in zip(spans, ends, strict=True):
            if facts is not None:
                yield CommitmentStatus(
                    commitment=self.commitment,
                    title=self.commitment.title,
                    valid_from=since,
                    valid_to=until,
                    visibility=self.commitment.visibility,
                    due_on=self.commitment.due_on,
                    scopes=self.scopes,
                    **facts,
                )


def _status(leading: PublishedReport, there: list[PublishedReport]) -> dict[str, Any]:
    report, behind = leading.report, leading
    if report.kind == ReportKind.NO_CHANGE:  # it stands on the last full report before it
        full = [
            one
            for one in there
            if one.report.kind == ReportKind.UPDATE
            and one.report.organisation_id == report.organisation_id
            and one.report.covers_until <= report.covers_until
        ]
        behind = max(full, key=lambda one: one.report.covers_until, default=leading)
    return {
        "report_id": report.pk,
        "implementation_status": report.implementation_status,
        "health": report.open_health,
        "percent": report.percent,
        "reported_on": report.covers_until,
        "evidence_strength": behind.report.evidence_strength.value,
        "evidence_count": behind.report.evidence_links + behind.report.evidence_documents,
    }
