"""How many commitments each further value of a filter would leave, under all the other filters that are on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from dashboard.filters import NO_REPORT, ReportFilters, Selection
from dashboard.texts import cross_cutting, show

from . import bounded
from .breakdown import Breakdown, for_facets
from .stated import by_digit, stated_ready
from .summary import AreaRow, area_rows


@dataclass(frozen=True)
class Facet:
    """One filter: its values with their labels and counts, in the filter's own order, and those that are on.

    With ``more`` the counts are of the first rows alone: there are more than these.
    """

    name: str
    label: Any
    counts: list[tuple[str, Any, int]]
    chosen: tuple[str, ...]
    more: bool = False


def _counts(breakdown: Breakdown, name: str) -> dict[str, int]:
    return getattr(breakdown, name)


def breakdown_facets(selection: Selection, fields: dict[str, Any]) -> list[Facet]:
    """Facets of status, health, freshness and evidence. ``fields`` are the filter's form fields.

    One query for all of them, and one more for each that is on itself (its own choice must not narrow it).
    """
    names = ("status", "health", "freshness", "evidence")
    common = for_facets(selection, ["all"])
    facets = []
    for name in names:
        on = name in selection.chosen
        found, more = for_facets(selection.without(name), ["all"]) if on else common
        counted = _counts(found["all"], name)
        values = [(key, label, counted.get(key, 0)) for key, label in fields[name].choices if key]
        facets.append(Facet(name, fields[name].label, values, tuple(selection.chosen.get(name, ())), more))
    return facets


def area_facet(selection: Selection, label: Any) -> Facet:
    """The facet of response areas, named in the reader's language. At most five queries."""
    wider = selection.without("area")
    rows = area_rows(wider)
    show(row.area for row in rows)
    counts, more = for_facets(wider, [row.scope for row in rows]) if rows else ({}, False)
    values = [(row.slug, _area_name(row), counts[row.scope].total) for row in rows]
    chosen = tuple(getattr(area, "slug", area) for area in selection.chosen.get("area", []))
    return Facet("area", label, values, tuple(dict.fromkeys(chosen)), more)


def _area_name(row: AreaRow) -> str:
    return str(row.area.texts["name"]) if row.area else cross_cutting()  # type: ignore[attr-defined]


REPORT_COLUMNS = {"status": "implementation_status", "health": "health"}


def report_facets(filters: ReportFilters, names: Iterable[str]) -> list[Facet]:
    """Facets of a list of reports by what they state. One query for all of them when stored counts hold them, else
    one each.
    """
    fields, chosen = filters.form.fields, filters.selection.chosen
    facets = []
    for name in names:
        counts, more = _stated(filters, name)
        values = [(key, label, counts.get(key, 0)) for key, label in fields[name].choices if key and key != NO_REPORT]
        facets.append(Facet(name, fields[name].label, values, tuple(chosen.get(name, ())), more))
    return facets


def _stated(filters: ReportFilters, name: str) -> tuple[dict[str, int], bool]:
    """Reports by what they state of ``name``, under the other filters; and whether there are more."""
    ready = stated_ready(filters.selection.without(name))
    if ready is not None:
        return by_digit(ready, name), False
    rows = bounded.groups(filters.rows_without(name), REPORT_COLUMNS[name])
    return dict(rows), sum(count for _value, count in rows) > bounded.MOST
