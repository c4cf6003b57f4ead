"""What an organisation may report on now: its open commitments, what is asked of each, and what was said last.

The API's list and the spreadsheet are two views of it. A fixed number of queries, however many commitments.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from progress import obligations
from progress.models import IndicatorValue, ProgressReport, ReportingPeriod
from progress.models.report import LATEST_FIRST
from stakeholders.models import Commitment, Indicator, Organisation
from stakeholders.rounds import Round


@dataclass
class Duty:
    """One open commitment of an organisation."""

    commitment: Commitment
    organisation: Organisation
    is_lead: bool
    asked: list[obligations.Asked]  # periods or rounds that still ask for a report, the one due first first
    last: ProgressReport | None  # the last published report that a new one would begin with
    can_confirm: bool  # "no significant change" would be accepted
    open_report: ProgressReport | None  # the draft or returned report
    in_review: bool
    indicators: list[Indicator] = field(default_factory=list)
    values: dict[int, Decimal] = field(default_factory=dict)  # by indicator: of the open report, else as last published

    @property
    def due_on(self) -> datetime.date | None:
        """By when a report is asked for first."""
        return self.asked[0].due_on if self.asked else None

    @property
    def periods(self) -> list[ReportingPeriod]:
        """The periods that ask."""
        return [one for one in self.asked if isinstance(one, ReportingPeriod)]

    @property
    def rounds(self) -> list[Round]:
        """The rounds that ask, of a regular commitment."""
        return [one for one in self.asked if isinstance(one, Round)]

    @property
    def said(self) -> ProgressReport | None:
        """What a sheet or a system begins with: the open report, else the last published one."""
        return self.open_report or self.last


def duties_of(organisation: Organisation, *, on: datetime.date) -> list[Duty]:
    """By the title of the commitment. Nothing for an archived organisation."""
    asked_of = obligations.Obligations([organisation])
    asked = asked_of.asked_on(on)
    commitments = [commitment for commitment, _organisation in asked_of.open_for_each()]
    under_way = _under_way(organisation, commitments)
    last, own = _last_reports(organisation, commitments)
    duties = [
        Duty(
            commitment=one,
            organisation=organisation,
            is_lead=one.lead_organisation_id == organisation.pk,
            asked=asked.get((one.pk, organisation.pk), []),
            last=last.get(one.pk),
            can_confirm=one.pk in own and not under_way[one.pk],
            open_report=next((report for report in under_way[one.pk] if report.is_editable), None),
            in_review=any(not report.is_editable for report in under_way[one.pk]),
        )
        for one in commitments
    ]
    _add_indicators(duties)
    return duties


def _under_way(organisation: Organisation, commitments: list[Commitment]) -> dict[int, list[ProgressReport]]:
    found: dict[int, list[ProgressReport]] = defaultdict(list)
    reports = ProgressReport.objects.under_way().filter(organisation=organisation, commitment__in=commitments)
    for report in reports.select_related("commitment", "period", "updated_by", "author").order_by("pk"):
        found[report.commitment_id].append(report)
    return found


def _last_reports(
    organisation: Organisation, commitments: list[Commitment]
) -> tuple[dict[int, ProgressReport], set[int]]:
    """By commitment the report that ``drafts.last_published`` gives; and where it is the organisation's own."""
    place = Window(RowNumber(), partition_by=[F("commitment"), F("organisation")], order_by=list(LATEST_FIRST))
    reports = ProgressReport.objects.current().filter(commitment__in=commitments).annotate(place=place)
    found: dict[int, ProgressReport] = {}
    own: set[int] = set()
    for report in reports.filter(place=1).latest_first():
        if report.organisation_id == organisation.pk:
            found[report.commitment_id] = report
            own.add(report.commitment_id)
        else:
            found.setdefault(report.commitment_id, report)
    return found, own


def _add_indicators(duties: list[Duty]) -> None:
    by_commitment = {one.commitment.pk: one for one in duties}
    for indicator in Indicator.objects.filter(commitment__in=by_commitment).order_by("pk"):
        by_commitment[indicator.commitment_id].indicators.append(indicator)
    by_report = {one.said.pk: one for one in duties if one.said is not None}
    for value in IndicatorValue.objects.filter(report__in=by_report):
        by_report[value.report_id].values[value.indicator_id] = value.value
