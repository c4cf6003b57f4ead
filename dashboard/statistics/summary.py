"""The dashboard's numbers: one call, a bounded number of queries, plain values."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass

from dashboard.catalogue import catalogue, recommendations_on
from dashboard.editions import editions_of
from dashboard.filters import CROSS_CUTTING, Selection
from progress.scopes import AGGREGATE
from recommendations.models import Edition, ResponseArea

from .breakdown import Breakdown, breakdowns

# Fewer commitments that are "counted only" than this are not counted in public at all.
SMALLEST_CELL = 5


@dataclass(frozen=True)
class AreaRow:
    """One area of an edition (``area`` is None for the cross-cutting recommendations)."""

    edition: Edition
    area: ResponseArea | None
    recommendations: int
    commitments: Breakdown

    @property
    def slug(self) -> str:
        return self.area.slug if self.area else CROSS_CUTTING

    @property
    def scope(self) -> str:
        return f"area:{self.area.pk}" if self.area else f"cross-cutting:{self.edition.pk}"


@dataclass(frozen=True)
class Summary:
    """Where things stand on ``on``. Only commitments that anybody can open are counted, save ``counted_only``."""

    on: datetime.date
    as_of: datetime.date | None
    commitments: Breakdown
    overdue: int
    areas: list[AreaRow]
    counted_only: int | None


def summary(selection: Selection) -> Summary:
    """The dashboard's numbers for a selection. At most five queries, however many commitments or areas there are."""
    rows, further = area_rows(selection), [] if selection.narrowed or selection.as_of else [AGGREGATE]
    counts = breakdowns(selection, ["all", *(row.scope for row in rows), *further])
    return Summary(
        on=selection.on,
        as_of=selection.as_of,
        commitments=counts["all"],
        overdue=counts["all"].overdue,
        areas=[AreaRow(row.edition, row.area, row.recommendations, counts[row.scope]) for row in rows],
        counted_only=counted_only(counts[AGGREGATE].total) if further else None,
    )


def area_rows(selection: Selection) -> list[AreaRow]:
    """The areas to show, still without counts: of the editions chosen, else of all; narrowed by ``area``."""
    wanted = {getattr(area, "slug", area) for area in selection.chosen.get("area", [])}
    counts = Counter((row.edition_id, row.area_id) for row in recommendations_on(selection.as_of))
    rows = [
        AreaRow(edition, area, counts[edition.pk, area.pk if area else None], Breakdown())
        for edition, area in _places(editions_of(selection))
    ]
    return [row for row in rows if (row.area or row.recommendations) and (not wanted or row.slug in wanted)]


def _places(editions: list[Edition]) -> list[tuple[Edition, ResponseArea | None]]:
    """The editions, each with every area of it in their order and then without one."""
    areas = catalogue().areas
    return [
        (edition, area)
        for edition in editions
        for area in [*(one for one in areas if one.edition_id == edition.pk), None]
    ]


def counted_only(count: int) -> int | None:
    """How many further commitments there are at least, counted but never shown, of ``count``; None for too few.

    In steps of the smallest cell, and asked for the whole site and for today alone: nothing can be subtracted from it
    to single one out, not yesterday's number either (docs/decisions/dashboard-small-cells.md).
    """
    return count - count % SMALLEST_CELL or None
