"""The report in a row: compared with the one of the same day, and planned as a new one or a correction."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from accounts.days import site_day
from imports.kinds.base import Planned, Values
from imports.models import Outcome
from imports.settings import Settings
from progress.models import Health, ProgressReport
from progress.reports_in_bulk import RecordedReport, missing
from recommendations.partial_dates import PartialDate
from stakeholders.models import Commitment, ImplementationStatus, Indicator, Organisation

TEXTS = ("narrative", "barriers", "next_steps")
ENDED = (ImplementationStatus.COMPLETED, ImplementationStatus.WITHDRAWN, ImplementationStatus.SUPERSEDED)
Key = tuple[int, int, datetime.date]


class Reports:
    """Plans the reports in rows. What there is on their commitments is loaded some at a time."""

    def __init__(self, settings: Settings) -> None:
        self.settings, self.on = settings, site_day()
        self._there: dict[Key, ProgressReport] = {}

    def load(self, commitments: Iterable[int]) -> None:
        """The current reports on these commitments, with their links and numbers. Three queries."""
        current = ProgressReport.objects.current().filter(commitment__in=set(commitments)).order_by("pk")
        for one in current.prefetch_related("evidence", "carried_evidence", "indicator_values"):
            self._there[one.commitment_id, one.organisation_id, one.covers_until] = one

    def plan(
        self, planned: Planned, commitment: Commitment,
        organisation: Organisation,
        indicator: Indicator | None = None, has_indicator: bool = False,
    ) -> RecordedReport | None:  # fmt: skip
        """What is to be recorded of the row; None where it says nothing new. Adds to its differences or problems."""
        values = planned.row.values
        if not values.get("implementation_status"):
            return None
        day = self._day(planned, values)
        if day is None:
            return None
        there = self._there.get((commitment.pk, organisation.pk, day)) if commitment.pk else None
        before = _said(there) if there else {}
        after = self._after(values, before, has_indicator)
        if there and after == before:
            return None
        report = self._recorded(commitment, organisation, day, after, there, indicator)
        wrong = missing(report, on=self.on)
        if after["percent"] and not 0 <= Decimal(after["percent"]) <= 100:
            wrong["percent"] = _("Enter a percentage from 0 to 100.")
        for name, reason in wrong.items():
            planned.refuse(reason, name, self.settings.columns.get(name, ""), values.get(name, ""))
        if not report.health:
            planned.refuse(_("The outlook is missing. Choose one for all rows under “Columns”."), "health")
        if planned.outcome == Outcome.REJECTED:
            return None
        planned.differences += [
            (name, before.get(name, ""), after[name]) for name in after if _differs(name, before, after)
        ]
        if not there:
            planned.differences.append(("covers_until", "", day.isoformat()))
        return report

    def _day(self, planned: Planned, values: Values) -> datetime.date | None:
        said = values.get("covers_until")
        if not said:
            planned.refuse(_("The day that the report describes is missing. Give one for all rows."), "covers_until")
            return None
        return PartialDate.parse(said).last_day

    def _after(self, values: Values, before: dict[str, Any], has_indicator: bool) -> dict[str, Any]:
        """What the report is to say: the row's own, and what it does not speak of as before."""
        after = {"implementation_status": values["implementation_status"]}
        if values["implementation_status"] in ENDED:
            # Work that has ended has no outlook to speak of; the column holds one all the same, which is never shown.
            after["health"] = before.get("health") or Health.ON_TRACK.value
        else:
            after["health"] = values.get("health") or before.get("health", "")
        after["help_kind"] = values.get("help_kind") or before.get("help_kind", "")
        if after["health"] != Health.BLOCKED:
            after["help_kind"] = ""
        for name in TEXTS:
            after[name] = values.get(name, before.get(name, ""))
        after["percent"] = values.get("percent", before.get("percent", ""))
        # What stands behind a published report stays with it.
        after["links"] = sorted({*values.get("links", []), *before.get("links", [])})
        after["value"] = values.get("value", before.get("value", "")) if has_indicator else before.get("value", "")
        return after

    def _recorded(
        self, commitment: Commitment, organisation: Organisation, day: datetime.date, said: dict[str, Any],
        there: ProgressReport | None, indicator: Indicator | None,
    ) -> RecordedReport:  # fmt: skip
        number = indicator.pk if indicator else None
        return RecordedReport(
            commitment=commitment,
            organisation=organisation,
            covers_until=day,
            implementation_status=said["implementation_status"],
            health=said["health"],
            help_kind=said["help_kind"],
            percent=_percent(said["percent"]),
            language=there.language if there else (commitment.language or "en"),
            **{name: said[name] for name in TEXTS},
            links=[link for link in said["links"] if link not in _links(there)],
            values={number: Decimal(said["value"])} if number and said["value"] else {},
            supersedes=there,
        )


def _percent(said: str) -> int | None:
    """A whole percentage; what is no percentage is refused by whoever asks what is missing."""
    return min(int(Decimal(said).to_integral_value()), 32_767) if said else None


def _links(report: ProgressReport | None) -> list[str]:
    """The links behind a report, of which a correction carries over all."""
    pieces = [*report.evidence.all(), *report.carried_evidence.all()] if report else []
    return sorted({piece.url for piece in pieces if piece.url})


def _said(report: ProgressReport) -> dict[str, Any]:
    values = list(report.indicator_values.all())
    return {
        "implementation_status": report.implementation_status,
        "health": report.health,
        "help_kind": report.help_kind,
        **{name: getattr(report, name) for name in TEXTS},
        "percent": "" if report.percent is None else str(report.percent),
        "links": _links(report),
        "value": format(values[0].value.normalize(), "f") if len(values) == 1 else "",
    }


def _differs(name: str, before: dict[str, Any], after: dict[str, Any]) -> bool:
    if name == "health" and after["implementation_status"] in ENDED:
        return False
    return (before.get(name) or "") != (after[name] or "")
