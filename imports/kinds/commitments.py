"""Rows that are commitments, each with a report on it where the file says how it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from imports.kinds.base import Kind, Planned, Read, Stamp, Written
from imports.kinds.commitment_fields import COMMITMENT, REPORT
from imports.kinds.commitment_finding import Commitments
from imports.kinds.commitment_writing import write
from imports.kinds.long_names import shortened, with_whole_names
from imports.kinds.lookups import NotFound, Organisations, Recommendations
from imports.kinds.milestones_part import as_texts, milestones
from imports.kinds.report_part import Reports
from imports.kinds.tags_part import Tags
from imports.models import Import, Outcome
from imports.settings import Settings
from names import normal_form
from progress.reports_in_bulk import RecordedReport
from recommendations.models import Tag
from recommendations.partial_dates import PartialDate
from stakeholders.commitment_data import CommitmentData, IndicatorData, data_of, problems_of
from stakeholders.models import Commitment, Country, Organisation

TEXTS = ("title", "description", "language", "visibility")
LISTS = ("recommendations", "joint_organisations")
DATES = ("start", "due")
MEASURE = ("unit", "baseline", "baseline_year", "target")


@dataclass
class Target:
    """What a row is to become: the commitment that there is, or a new one of an organisation; and its report."""

    there: Commitment | None
    organisation: Organisation
    data: CommitmentData
    report: RecordedReport | None = None
    tags: list[Tag] | None = None

    @property
    def is_with_organisation(self) -> bool:
        """Does its organisation come with it?"""
        return self.organisation.pk is None


class CommitmentPlanner:
    """Compares rows with the commitments that there are, found by the file's key, our number, or lead and title."""

    def __init__(self, upload: Import, settings: Settings) -> None:
        self.settings, self.mapping = settings, upload.mapping
        self.organisations, self.recommendations = Organisations(), Recommendations()
        self.reports, self.tags = Reports(settings), Tags()
        self.there = Commitments(settings, upload.mapping)
        self.countries = Country.objects.in_bulk()
        self.announced: set[str] = set()

    def key_of(self, row: Read) -> str:
        values = row.values
        if self.settings.key in ("key", "id"):
            return str(values.get(self.settings.key, ""))
        title = normal_form(self._title(values))
        return f"{normal_form(values.get('organisation', ''))} {title}" if title else ""

    @staticmethod
    def _title(values: dict[str, Any]) -> str:
        """The title; where no column has one, the beginning of what will be done."""
        return shortened(str(values.get("title") or " ".join(str(values.get("description", "")).split())))

    def plan(self, rows: Sequence[Read]) -> list[Planned]:
        names = {row.values.get("organisation", "") for row in rows}
        names.update(name for row in rows for name in row.values.get("joint_organisations", ()))
        self.organisations.load(names)
        self.there.load([(row.values, self._title(row.values)) for row in rows])
        self.reports.load(self.there.keys)
        return [self._plan(row) for row in rows]

    def _plan(self, row: Read) -> Planned:
        planned = Planned(row, title=self._title(row.values), problems=row.problems)
        if planned.problems:
            planned.outcome = Outcome.REJECTED
            return planned
        if not planned.title:
            planned.refuse(_("The row has neither a title nor a text of what will be done."), "title")
            return planned
        try:
            organisation = self._organisation(planned)
            there = self.there.find(row.values, planned.title, organisation)
            data = self._data(planned, organisation, there)
        except NotFound as refusal:
            planned.refuse(refusal, value=getattr(refusal, "value", ""))
            return planned
        self._compare(planned, Target(there, organisation, data))
        return planned

    def _organisation(self, planned: Planned) -> Organisation:
        """The lead; a new one where the row says what kind of organisation it is."""
        values = planned.row.values
        name, actor_type = values["organisation"], values.get("actor_type", "")
        if found := self.organisations.find(name):
            return found
        if not actor_type:
            raise NotFound(
                _("There is no organisation “%(name)s”. Import it first, or say of which type new organisations are.")
                % {"name": name}
            )
        new = Organisation(name=name, actor_type=actor_type, country=self.countries.get(values.get("country", "")))
        self.organisations.coming[normal_form(name)] = new
        return new

    def _data(self, planned: Planned, organisation: Organisation, there: Commitment | None) -> CommitmentData:
        values = planned.row.values
        before = data_of(there) if there else CommitmentData(title="", description="", recommendations=())
        said: dict[str, Any] = {name: values[name] for name in TEXTS if values.get(name)}
        said["title"] = planned.title if values.get("title") or not there else before.title
        said["description"] = with_whole_names(values, before.description) or planned.title
        for name in DATES:
            if name in values:
                said[name] = PartialDate.parse(values[name]) if values[name] else None
        if values.get("recommendations"):
            said["recommendations"] = _same_order(
                [self.recommendations.get(one) for one in values["recommendations"]], before.recommendations
            )
        if "joint_organisations" in values:
            partners = [self.organisations.get(one) for one in values["joint_organisations"]]
            partners = [one for one in partners if one.pk != organisation.pk or one is not organisation]
            said["joint_organisations"] = _same_order(partners, before.joint_organisations)
        if "milestones" in values:
            said["milestones"] = milestones(values["milestones"], before.milestones)
        return replace(before, **said, indicators=self._indicators(values, before))

    @staticmethod
    def _indicators(values: dict[str, Any], before: CommitmentData) -> list[IndicatorData]:
        """Those that there are; the one of the row changed, or added."""
        name = shortened(values.get("indicator", ""))
        if not name:
            return list(before.indicators)
        mine = next((one for one in before.indicators if one.name == name), None)
        measure: dict[str, Any] = {"unit": values.get("unit") or (mine.unit if mine else _("number"))}
        for part in ("baseline", "target"):
            if part in values:
                measure[part] = Decimal(values[part]) if values[part] else None
        if values.get("baseline_year"):
            measure["baseline_year"] = int(Decimal(values["baseline_year"]))
        changed = replace(mine, **measure) if mine else IndicatorData(name=name, **measure)
        return [changed if one is mine else one for one in before.indicators] + ([] if mine else [changed])

    # --- Comparing ----------------------------------------------------------------------------------

    def _compare(self, planned: Planned, target: Target) -> None:
        there, data = target.there, target.data
        if there and there.lead_organisation_id != target.organisation.pk:
            planned.refuse(
                _("The commitment is led by another organisation. An import does not move it."), "organisation"
            )
        if there and there.state != "published":
            planned.refuse(_("The commitment is not published, so it is not changed by an import."))
        for name, reason in problems_of(data).items():
            planned.refuse(reason, name, self.settings.columns.get(name, ""), planned.row.values.get(name, ""))
        if planned.outcome == Outcome.REJECTED:
            return
        planned.target = target
        before = _plain(data_of(there)) if there else {}
        after = _plain(data)
        planned.differences += [
            (name, before.get(name, ""), after[name])
            for name in after
            if (before.get(name) or "") != (after[name] or "")
            and not (not there and name in ("language", "visibility"))
        ]
        target.tags = self.tags.compare(planned, there)
        has_indicator = bool(data.indicators) and bool(planned.row.values.get("indicator"))
        target.report = self.reports.plan(
            planned, there or Commitment(title=data.title, language=data.language), target.organisation,
            has_indicator=has_indicator,
        )  # fmt: skip
        if not planned.is_refused:
            self._announce(planned, target)
            planned.outcome = Outcome.NEW if not there else Outcome.CHANGED if planned.differences else Outcome.SAME

    def _announce(self, planned: Planned, target: Target) -> None:
        """The first row of an organisation that comes along says so."""
        name = normal_form(target.organisation.name)
        if target.is_with_organisation and name not in self.announced:
            self.announced.add(name)
            planned.differences.insert(0, ("organisation", "", target.organisation.name))

    def write(self, planned: Sequence[Planned], stamp: Stamp) -> list[list[Written]]:
        return write(planned, stamp, self.settings, self.mapping)


def _same_order(wanted: Sequence[Any], before: Sequence[Any]) -> Sequence[Any]:
    """What there was, where it is the same things in another order."""
    unique = list({one.pk or id(one): one for one in wanted}.values())
    return before if {one.pk for one in unique} == {one.pk for one in before} else unique


def _plain(data: CommitmentData) -> dict[str, Any]:
    """What a commitment says, as a person would compare it."""
    said: dict[str, Any] = {name: getattr(data, name) for name in TEXTS}
    said["recommendations"] = sorted(one.reference for one in data.recommendations)
    said["joint_organisations"] = sorted(one.name for one in data.joint_organisations)
    said["milestones"] = as_texts(data.milestones)
    said |= {name: getattr(data, name).iso if getattr(data, name) else "" for name in DATES}
    for one in data.indicators:
        numbers = [None if n is None else format(n.normalize(), "f") for n in (one.baseline, one.target)]
        parts = [one.name, one.unit, numbers[0], one.baseline_year, numbers[1]]
        said.setdefault("indicator", []).append(" · ".join(str(part) for part in parts if part is not None))
    return said


KIND = Kind(
    (*COMMITMENT, *REPORT),
    keys=(
        ("title", gettext_lazy("Lead organisation and title")),
        ("key", gettext_lazy("Key in the file")),
        ("id", gettext_lazy("Number on this site")),
    ),
    planner=CommitmentPlanner,
)
