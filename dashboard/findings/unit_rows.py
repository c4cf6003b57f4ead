"""The rows of the unit chart: response areas on the dashboard, recommendations on the page of one area."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dashboard.filters import Selection
from dashboard.findings.standing import speaks_of_everyone
from dashboard.places import within
from dashboard.statistics import AreaGaps, AreaRow, Breakdown, Gap, Unit, waiting_in
from recommendations.models import Edition, Recommendation, ResponseArea

Units = Mapping[str, list[Unit]] | None


@dataclass(frozen=True)
class UnitRow:
    """One row. ``thing`` names it by its ``field`` (None: cross-cutting); ``selection`` are its commitments, ``alone``
    its recommendations, whatever their commitments. Of these ``waiting`` ask somebody who has made none; ``asked``
    leads to them, under the actor types that are asked about.
    """

    thing: ResponseArea | Recommendation | None
    field: str
    edition: Edition
    address: str
    selection: Selection
    alone: Selection
    asked: Selection
    counts: Breakdown
    units: list[Unit]
    recommendations: int = 1
    waiting: int = 0
    reference: str = ""
    gap: Gap | None = None


def area_units(
    selection: Selection, rows: Iterable[AreaRow], units: Units, groups: Iterable[AreaGaps]
) -> list[UnitRow]:
    """A row for each area. ``groups`` is ``asked_in`` the same places."""
    waiting = {_place(group): len(waiting_in(selection, [group])) for group in groups}
    says = speaks_of_everyone(selection)
    return [
        UnitRow(
            thing=row.area,
            field="name",
            edition=row.edition,
            address=_area_address(selection, row),
            selection=within(selection, row.edition, row.area),
            alone=within(selection.only(), row.edition, row.area),
            asked=within(selection.only("actor_type"), row.edition, row.area),
            counts=row.commitments,
            units=units[row.scope] if units else [],
            recommendations=row.recommendations,
            waiting=waiting.get((row.edition, row.area), 0) if says else 0,
        )
        for row in rows
    ]


def _place(group: AreaGaps) -> tuple[Edition, ResponseArea | None]:
    return group.gaps[0].recommendation.edition, group.area


def _area_address(selection: Selection, row: AreaRow) -> str:
    """The area's own page under the page's filters; of its own edition where the page shows several."""
    edition = {"edition": row.edition.slug} if "edition" in selection.raw else {}
    return selection.address(f"/areas/{row.slug}/", area=None, **edition)


def scope_of(gap: Gap) -> str:
    """What counts the commitments for a recommendation."""
    return f"recommendation:{gap.recommendation.pk}"


def recommendation_units(
    selection: Selection, asked: Iterable[Gap], counts: Mapping[str, Breakdown], units: Units
) -> list[UnitRow]:
    """A row for each recommendation; ``counts`` and ``units`` by ``scope_of``."""
    day, found = selection.only(), []
    for gap in asked:
        row = gap.recommendation
        found.append(
            UnitRow(
                thing=row,
                field="title",
                edition=row.edition,
                address=day.address(f"/recommendations/{row.reference}/"),
                selection=selection.narrowed_to("recommendation", row, row.reference),
                alone=day,
                asked=day,
                counts=counts[scope_of(gap)],
                units=units[scope_of(gap)] if units else [],
                reference=row.reference,
                gap=gap,
            )
        )
    return found
