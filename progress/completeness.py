"""What a report must say before it leaves its organisation. A draft may lack all of it."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext as _

from progress import rounds
from progress.errors import Incomplete, Refused
from progress.models import Health, ProgressReport, ReportKind
from stakeholders.models import ImplementationStatus


def missing(report: ProgressReport, *, on: datetime.date) -> dict[str, str]:
    """The fields that stand in the way of submitting on ``on``, each with what to do."""
    errors: dict[str, str] = {}
    if report.kind == ReportKind.UPDATE and not report.narrative.strip():
        errors["narrative"] = _("Enter what was done, in a few sentences.")
    if report.health == Health.BLOCKED and not report.help_kind:
        errors["help_kind"] = _("The work is blocked. Choose what kind of help it needs.")
    if report.covers_until > on:
        errors["covers_until"] = _("This date is in the future. Enter the date that the report describes.")
    if report.implementation_status == ImplementationStatus.COMPLETED and report.percent not in (None, 100):
        errors["percent"] = _(
            "Completed work is at 100 per cent. Change one of the two, or leave the percentage empty."
        )
    if report.implementation_status == ImplementationStatus.NOT_STARTED and report.percent:
        errors["percent"] = _("Work that has not started is at 0 per cent. Change one of the two.")
    try:
        rounds.refuse_wrong(report, report.round_ends_on, on=on)
    except Refused as refusal:
        errors["round_ends_on"] = str(refusal)
    return errors


def require(report: ProgressReport, *, on: datetime.date) -> None:
    """Raise ``Incomplete`` with every field that is missing."""
    errors = missing(report, on=on)
    if errors:
        raise Incomplete(errors)
