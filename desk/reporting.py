"""How the reporting period of now stands: asked for, in preparation, missing."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from progress import coverage
from progress.models import PeriodState, ReportingPeriod
from stakeholders.models import Organisation


@dataclass(frozen=True)
class Standing:
    """The numbers of the newest period that is not only planned."""

    period: ReportingPeriod
    asked: int
    reported: int
    missing: int
    silent: int  # organisations without any report

    @property
    def address(self) -> str:
        return f"{reverse('curate_progress:coverage')}?period={self.period.pk}"


def standing() -> Standing | None:
    """None where no period has been opened. The queries of the page on coverage."""
    period = ReportingPeriod.objects.exclude(state=PeriodState.PLANNED).first()
    if period is None:
        return None
    rows = coverage.of_period(period, Organisation.objects.public())
    asked, reported = sum(row.asked for row in rows), sum(row.reported for row in rows)
    return Standing(period, asked, reported, asked - reported, sum(not row.reported for row in rows))
