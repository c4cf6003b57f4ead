"""The numbers behind each chart as a table for programs: stable English headers, ISO dates, codes beside names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from dashboard.filters import NO_REPORT, Selection
from dashboard.statistics import STATUSES, AreaRow, summary, trend
from dashboard.statistics.countries import countries
from dashboard.texts import cross_cutting
from stakeholders.models import ImplementationStatus

Row = list[str | int]
Table = tuple[list[str], list[Row]]


def _counts(status: dict[str, int]) -> Row:
    return [*(status[key] for key in STATUSES), sum(status.values())]


def _area_name(row: AreaRow) -> str:
    return str(row.area.texts["name"]) if row.area else cross_cutting()


def areas(selection: Selection) -> Table:
    """A row an area: its edition, its commitments by status."""
    found = summary(selection)
    day = found.on.isoformat()
    return ["as_of", "edition", "area", "area_name", *STATUSES, "total"], [
        [day, row.edition.slug, row.slug, _area_name(row), *_counts(row.commitments.status)] for row in found.areas
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


def by_country(selection: Selection) -> Table:
    """A row a country that takes part, in the order of the chart, and whether it has a public commitment."""
    return ["as_of", "country", "country_name", "region", "region_name", "has_commitments"], [
        [
            selection.on.isoformat(),
            row.country.code,
            row.country.name,
            row.country.region,
            str(row.country.get_region_display()),
            "true" if row.commitments else "false",
        ]
        for row in countries(selection)
    ]


# What each column of these tables means, for the note that goes with a chart.
COLUMNS: dict[str, Any] = {
    "as_of": _("the day that the numbers are of (ISO 8601)"),
    "date": _("the last day of a month, or the day of the chart (ISO 8601)"),
    "edition": _("short name of the edition"),
    "area": _("short name of the response area"),
    "area_name": _("name of the response area"),
    **dict(ImplementationStatus.choices),
    NO_REPORT: _("No report yet"),
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
    "countries": by_country,
}
