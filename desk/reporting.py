"""How the reporting period of now stands: each number with the list of what it counts."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from desk.waiting import Line
from progress import coverage
from progress.models import PeriodState, ReportingPeriod
from stakeholders.models import Organisation


@dataclass(frozen=True)
class Standing:
    """The numbers of the newest period that is not only planned."""

    period: ReportingPeriod
    lines: list[Line]


def standing(*, on: datetime.date) -> Standing | None:
    """None where no period has been opened. The queries of the page on coverage, which counts the same."""
    period = ReportingPeriod.objects.exclude(state=PeriodState.PLANNED).first()
    if period is None:
        return None
    found = coverage.for_period(period, Organisation.objects.public(), only_counted=True)
    total = coverage.total(found, on=on)
    reported = {line.organisation.pk for line in found if line.state == coverage.State.REPORTED}
    silent = len({line.organisation.pk for line in found} - reported)
    address = reverse("curate_progress:coverage")

    def line(key: str, label: str, number: int, **query: str) -> Line:
        return Line(key, label, number, f"{address}?{urlencode({'period': period.pk, **query})}")

    return Standing(
        period,
        [
            line("asked", _("Reports expected"), total.asked, by="commitment"),
            line("missing", _("Not yet submitted"), total.missing, by="commitment", state="open"),
            line("silent", _("Organisations without any report"), silent),
            line("stale", _("No report for 12 months"), total.stale, by="commitment", stale="on"),
            line("ownerless", _("Without an owner or focal point"), total.nobody, by="commitment", nobody="on"),
        ],
    )
