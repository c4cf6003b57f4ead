"""What the public will read of a commitment once a report on it is retracted: said before anybody does it."""

from __future__ import annotations

from dataclasses import dataclass

from progress import computed_fields
from progress.models import ProgressReport


@dataclass(frozen=True)
class Outlook:
    """The report that the status will come from (None: from none). ``changes``: it comes from another one now."""

    report: ProgressReport | None
    changes: bool


def without(report: ProgressReport) -> Outlook:
    """How the commitment will stand when the published ``report`` is retracted. At most three queries."""
    now, then = computed_fields.leading_without(report.commitment, report.pk)
    reports = ProgressReport.objects.select_related("organisation")
    return Outlook(reports.get(pk=then.pk) if then else None, changes=now != then)
