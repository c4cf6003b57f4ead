"""The rows in which organisations are set side by side, in the order given. No sum, no score, no rank."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.days import site_day
from dashboard.asked import Asked, answered_by, asked_of
from dashboard.catalogue import recommendations_on
from dashboard.editions import are_several
from dashboard.filters import NO_REPORT, Selection
from dashboard.findings.key_numbers import KeyNumber, key_number, silent_filters
from dashboard.reports import public_reports
from dashboard.statistics import Breakdown, breakdowns
from dashboard.statistics.unit_chart import Unit, units
from names.numbers import in_figures
from names.phrases import labelled
from progress.models import EvidenceStrength, ProgressReport
from stakeholders.models import ImplementationStatus, Organisation

Cell = list[KeyNumber]  # one number; two where the second is what the first is a part of; none: does not apply


@dataclass(frozen=True)
class Column:
    """One organisation with all that its cells say."""

    organisation: Organisation
    selection: Selection
    counts: Breakdown
    units: list[Unit]  # none where they are too many to draw
    last_report: ProgressReport | None
    asked: dict[tuple[int, int | None], Asked]
    answered: set[int]

    @property
    def reported_on(self) -> object:
        """The day on which its last report was published."""
        return site_day(self.last_report.published_at) if self.last_report and self.last_report.published_at else None


@dataclass(frozen=True)
class Row:
    """The same number of each organisation."""

    label: str
    cells: list[Cell]


def columns(organisations: list[Organisation], day: Selection) -> list[Column]:
    """A column for each, in their order. Two queries, and two for each of them."""
    scopes = {one.pk: f"organisation:{one.pk}" for one in organisations}
    everybody = Selection(on=day.on, as_of=day.as_of, chosen={"organisation": organisations}, raw=day.raw)
    counts = breakdowns(everybody, ["all", *scopes.values()])
    drawn = units(everybody, counts) or {}
    return [_column(one, day, counts[scopes[one.pk]], drawn.get(scopes[one.pk], [])) for one in organisations]


def _column(organisation: Organisation, day: Selection, counts: Breakdown, drawn: list[Unit]) -> Column:
    selection = day.narrowed_to("organisation", organisation, organisation.slug)
    reports = public_reports(day.as_of).filter(organisation=organisation)
    asked = asked_of(organisation.actor_type, day)
    return Column(
        organisation=organisation,
        selection=selection,
        counts=counts,
        units=drawn,
        last_report=reports.order_by("-published_at", "-pk").first(),
        asked={(one.edition.pk, one.area.pk if one.area else None): one for one in asked},
        answered=answered_by(selection.statuses().values("commitment_id")),
    )


def groups(found: list[Column], day: Selection) -> list[tuple[str, list[Row]]]:
    """All rows of numbers, under headings."""
    return [
        (_("Commitments by status"), _by_status(found)),
        (_("Overdue, or no report for 12 months"), _late_and_silent(found)),
        (_("Evidence for the latest reports"), _by_evidence(found)),
        (_("What it was asked to do and has committed to"), _by_area(found, day)),
    ]


def _by_status(found: list[Column]) -> list[Row]:
    choices = [(status, str(label)) for status, label in ImplementationStatus.choices]
    order = {"completed": 0, "in_progress": 1, "not_started": 2}
    choices = sorted([*choices, (NO_REPORT, _("No report yet"))], key=lambda choice: order.get(choice[0], 3))
    return [
        Row(label, [[key_number(one.selection, one.counts.status[status], label, status=status)] for one in found])
        for status, label in choices
    ]


def _late_and_silent(found: list[Column]) -> list[Row]:
    late, unheard = _("Overdue"), _("No report for 12 months")
    return [
        Row(late, [[key_number(one.selection, one.counts.overdue, late, overdue="true")] for one in found]),
        Row(
            unheard,
            [[key_number(one.selection, one.counts.silent, unheard, **silent_filters(one.selection))] for one in found],
        ),
    ]


def _by_evidence(found: list[Column]) -> list[Row]:
    choices = [(value, str(label)) for value, label in reversed(EvidenceStrength.choices)]
    return [
        Row(label, [[key_number(one.selection, one.counts.evidence[value], label, evidence=value)] for one in found])
        for value, label in choices
    ]


def _by_area(found: list[Column], day: Selection) -> list[Row]:
    """One row an area that asks any of them, in the order of the source."""
    rows = []
    for key in dict.fromkeys((one.edition_id, one.area_id) for one in recommendations_on(day.as_of)):
        asking = [one.asked[key] for one in found if key in one.asked]
        if asking:
            name, edition = asking[0].name, str(asking[0].edition.texts["title"])
            label = labelled(edition, name) if are_several() else name
            rows.append(Row(label, [_answered(one, key, day) for one in found]))
    return rows


def _answered(column: Column, key: tuple[int, int | None], day: Selection) -> Cell:
    """How many of those that ask it have a commitment of it; an empty cell where none asks it."""
    asked = column.asked.get(key)
    if asked is None:
        return []
    organisation, total = column.organisation, len(asked.recommendations)
    number = sum(one.pk in column.answered for one in asked.recommendations)
    address = asked.address(day, organisation.actor_type, organisation.slug) if number else ""
    return [
        KeyNumber(in_figures(number), "", address),
        KeyNumber(in_figures(total), "", asked.address(day, organisation.actor_type)),
    ]
