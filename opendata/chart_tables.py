"""The numbers behind each chart as a table for programs: stable English headers, ISO dates, codes beside names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from dashboard.chart_data.about import area_name
from dashboard.filters import CROSS_CUTTING, NO_REPORT, Selection
from dashboard.statistics import STATUSES, asked_in, asked_types, summary, trend, units
from dashboard.statistics.countries import countries
from recommendations.models import Word
from recommendations.models.vocabulary import actor_label, word
from stakeholders.models import ImplementationStatus

Row = list[str | int]
Table = tuple[list[str], list[Row]]


def _counts(status: dict[str, int]) -> Row:
    return [*(status[key] for key in STATUSES), sum(status.values())]


def areas(selection: Selection) -> Table:
    """A row an area: its edition, its commitments by status."""
    found = summary(selection)
    day = found.on.isoformat()
    return ["as_of", "edition", "area", "area_name", *STATUSES, "total"], [
        [day, row.edition.slug, row.slug, area_name(row.area), *_counts(row.commitments.status)] for row in found.areas
    ]


def status(selection: Selection) -> Table:
    """One row: all commitments by status."""
    found = summary(selection)
    return ["as_of", *STATUSES, "total"], [[found.on.isoformat(), *_counts(found.commitments.status)]]


def by_month(selection: Selection) -> Table | None:
    """A row a month: commitments by status on its last day. None where the filters allow no look back."""
    points = trend(selection)
    if points is None:
        return None
    return ["date", *STATUSES, "total"], [[point.day.isoformat(), *_counts(point.status)] for point in points]


def one_by_one(selection: Selection) -> Table | None:
    """A row for each square: a commitment in an area. None where there are too many to draw.

    What is public no longer is counted on a past day, but not named.
    """
    found = summary(selection)
    drawn = units(selection, {"all": found.commitments, **{row.scope: row.commitments for row in found.areas}})
    if drawn is None:
        return None
    columns = ["as_of", "edition", "area", "area_name", "commitment", "title", "status", "silent", "overdue"]
    return columns, [
        [
            found.on.isoformat(),
            row.edition.slug,
            row.slug,
            area_name(row.area),
            unit.number if unit.title else "",
            unit.title,
            unit.square.status or NO_REPORT,
            _truth(unit.square.is_silent),
            _truth(unit.square.is_overdue),
        ]
        for row in found.areas
        for unit in drawn[row.scope]
    ]


def who_was_asked(selection: Selection) -> Table:
    """A row for each actor type that a recommendation asks, and whether it has answered."""
    groups = asked_in(selection)
    types = asked_types(selection, groups)
    columns = ["as_of", "edition", "area", "area_name", "recommendation", "title"]
    return [*columns, "actor_type", "actor_type_name", "answered"], [
        [
            selection.on.isoformat(),
            gap.recommendation.edition.slug,
            group.area.slug if group.area else CROSS_CUTTING,
            area_name(group.area),
            gap.recommendation.reference,
            str(gap.recommendation.texts["title"]),
            value,
            actor_label(value),
            _truth(value not in gap.missing),
        ]
        for group in groups
        for gap in group.gaps
        for value in gap.actor_types
        if value in types
    ]


def _truth(value: bool) -> str:
    return "true" if value else "false"


def by_country(selection: Selection) -> Table:
    """A row a country that takes part, in the order of the chart, and whether it has a public commitment."""
    return ["as_of", "country", "country_name", "region", "region_name", "has_commitments"], [
        [
            selection.on.isoformat(),
            row.country.code,
            row.country.name,
            row.country.region,
            str(row.country.get_region_display()),
            _truth(bool(row.commitments)),
        ]
        for row in countries(selection)
    ]


# What each column of these tables means, for the note that goes with a chart.
COLUMNS: dict[str, Any] = {
    "as_of": _("the date of the numbers (ISO 8601)"),
    "date": _("the last day of a month, or the day of the chart (ISO 8601)"),
    "edition": _("short name of the edition"),
    "area": _("key in addresses"),
    "area_name": word(Word.RESPONSE_AREA),
    **dict(ImplementationStatus.choices),
    NO_REPORT: _("No report yet"),
    "commitment": _("number of the commitment, as in its address"),
    "title": _("title, in the language that it was written in or was translated into"),
    "status": _("status of the latest report"),
    "silent": _("true when not finished and last reported on 12 months ago or more"),
    "overdue": _("true when not finished and past the due date"),
    "recommendation": word(Word.RECOMMENDATION),
    "actor_type": _("code of the type of actor"),
    "actor_type_name": _("name of the type of actor"),
    "answered": _("true when a public commitment counts for that actor type"),
    "total": _("all commitments of the row"),
    "country": _("country, ISO 3166-1 alpha-2"),
    "country_name": _("name of the country"),
    "region": _("code of the region"),
    "region_name": _("name of the region"),
    "has_commitments": _("true when an organisation of the country leads or joins a public commitment"),
}

TABLES: dict[str, Callable[[Selection], Table | None]] = {
    "areas": areas,
    "status": status,
    "trend": by_month,
    "units": one_by_one,
    "gaps": who_was_asked,
    "countries": by_country,
}
