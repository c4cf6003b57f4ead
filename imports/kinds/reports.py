"""Rows that are progress reports on commitments that are here already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from imports.kinds.base import Field, Kind, Planned, Read, Stamp, Written
from imports.kinds.commitment_fields import KEY, REPORT
from imports.kinds.commitment_finding import Commitments
from imports.kinds.commitment_writing import write_reports
from imports.kinds.lookups import NotFound, Organisations
from imports.kinds.report_part import Reports
from imports.models import Import, Outcome
from imports.settings import Settings
from names import normal_form
from progress.reports_in_bulk import RecordedReport
from stakeholders.models import Commitment, Organisation

FIELDS = (
    KEY,
    Field(
        "id", gettext_lazy("Number of the commitment on this site"), most=12, names=("commitment",), is_a_word=False
    ),
    Field("title", gettext_lazy("Title of the commitment"), names=("commitment", "commitment title")),
    Field(
        "organisation", gettext_lazy("Reporting organisation"), default=True,
        names=("organisation", "organization", "lead", "ministry", "department"),
    ),
    Field("indicator", gettext_lazy("What is measured"), names=("indicator",)),
    *REPORT,
)  # fmt: skip


@dataclass
class Target:
    """The commitment and the organisation that reports on it."""

    there: Commitment
    organisation: Organisation
    report: RecordedReport | None = None


class ReportPlanner:
    """Compares rows with the current reports of the same day, organisation and commitment."""

    def __init__(self, upload: Import, settings: Settings) -> None:
        self.settings = settings
        self.organisations, self.reports = Organisations(), Reports(settings)
        self.there = Commitments(settings, upload.mapping, any_list=True)

    def key_of(self, row: Read) -> str:
        values = row.values
        whose = normal_form(values.get("organisation", ""))
        which = values.get(self.settings.key, "") if self.settings.key in ("key", "id") else values.get("title", "")
        return f"{normal_form(which)} {whose} {values.get('covers_until', '')}" if which else ""

    def plan(self, rows: Sequence[Read]) -> list[Planned]:
        self.organisations.load({row.values.get("organisation", "") for row in rows})
        self.there.load([(row.values, row.values.get("title", "")) for row in rows])
        self.reports.load(self.there.keys)
        return [self._plan(row) for row in rows]

    def _plan(self, row: Read) -> Planned:
        planned = Planned(row, title=row.values.get("title", ""), problems=row.problems)
        if planned.problems:
            planned.outcome = Outcome.REJECTED
            return planned
        try:
            target = self._target(row)
        except NotFound as refusal:
            planned.refuse(refusal)
            return planned
        planned.title, planned.target = planned.title or target.there.title, target
        self._compare(planned, target)
        return planned

    def _target(self, row: Read) -> Target:
        values = row.values
        name = values.get("organisation", "")
        organisation = self.organisations.get(name) if name else Organisation()
        there = self.there.find(values, values.get("title", ""), organisation)
        if there is None:
            raise NotFound(_("The commitment was not found. Import the commitments first."))
        organisation = organisation if name else there.lead_organisation
        partners = {there.lead_organisation_id, *(one.pk for one in there.joint_organisations.all())}
        if organisation.pk not in partners or there.state != "published":
            raise NotFound(_("The organisation does not take part in this commitment, or it is not published."))
        return Target(there, organisation)

    def _compare(self, planned: Planned, target: Target) -> None:
        if not planned.row.values.get("implementation_status"):
            planned.refuse(_("The status is missing."), "implementation_status")
            return
        indicators = target.there.indicators.all()
        target.report = self.reports.plan(
            planned, target.there, target.organisation, has_indicator=len(indicators) == 1
            or bool(planned.row.values.get("indicator")),
        )  # fmt: skip
        if planned.outcome == Outcome.REJECTED:
            return
        if target.report is None:
            planned.outcome = Outcome.SAME
        else:
            planned.outcome = Outcome.CHANGED if target.report.supersedes else Outcome.NEW

    def write(self, planned: Sequence[Planned], stamp: Stamp) -> list[list[Written]]:
        written: dict[int, list[Written]] = {one.row.number: [] for one in planned}
        write_reports([(one, one.target.report) for one in planned], stamp, written)
        return [written[one.row.number] for one in planned]


KIND = Kind(
    FIELDS,
    keys=(
        ("id", gettext_lazy("Number of the commitment on this site")),
        ("key", gettext_lazy("Key in the file")),
        ("title", gettext_lazy("Organisation and title of the commitment")),
    ),
    planner=ReportPlanner,
)
