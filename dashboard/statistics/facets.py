"""How many commitments each further value of a filter would leave, under all the other filters that are on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dashboard.filters import NO_REPORT, CommitmentFilters, PublicFilters, ReportFilters, Selection
from dashboard.ordered import Part
from dashboard.remembered import for_the_same
from dashboard.texts import cross_cutting
from progress.health import health_is
from progress.models import Health

from . import bounded
from .bounded import Total
from .breakdown import Breakdown, for_facets
from .stated import stated_ready
from .summary import AreaRow, area_rows


@dataclass(frozen=True)
class Facet:
    """One filter: its values with their labels and counts, in the filter's own order, and those that are on.

    With ``more`` the counts are of the first rows alone: there are more than these.
    """

    name: str
    label: str
    counts: list[tuple[str, str, int]]
    chosen: tuple[str, ...]
    more: bool = False


def _counts(breakdown: Breakdown, name: str) -> dict[str, int]:
    return getattr(breakdown, name)


@dataclass(frozen=True)
class CountedList:
    """What stands around a list of commitments, and where counting gathered its rows, the keys of those to show."""

    facets: list[Facet]
    total: Total
    keys: list[int] | None


def commitment_facets(filters: CommitmentFilters, part: Part) -> CountedList:
    """Facets of area, status, health, freshness and evidence for a list of which ``part`` is shown.

    One query for all of them, and one more for each that is on itself (its own choice must not narrow it).
    """
    selection = filters.selection
    rows = area_rows(selection.without("area"))
    scopes = [row.scope for row in rows]
    common = for_facets(selection, ["all", *([] if "area" in selection.chosen else scopes)], part)
    facets = []
    for name in ("area", "status", "health", "freshness", "evidence"):
        found = common
        if name in selection.chosen:
            found = for_facets(selection.without(name), scopes if name == "area" else ["all"], part)
        label, choices = _labels(type(filters), name)
        if name == "area":
            values = _areas(rows, found.scopes)
        else:
            counts = _counts(found.scopes["all"], name)
            values = [(key, told, counts.get(key, 0)) for key, told in choices]
        facets.append(Facet(name, label, values, _chosen(selection, name), found.more))
    number = common.scopes["all"].total
    total = Total(min(number, bounded.MOST), True) if common.more else Total(number)
    return CountedList(facets, total, common.keys)


@for_the_same(room=64 * 1024)
def _labels(filter_set: type[PublicFilters], name: str) -> tuple[str, list[tuple[str, str]]]:
    """What a filter and each of its values are called, in this language."""
    field = filter_set.base_filters[name].field
    return str(field.label), [(key, str(label)) for key, label in getattr(field, "choices", ()) if key]


def _areas(rows: list[AreaRow], counts: dict[str, Breakdown]) -> list[tuple[str, str, int]]:
    return [(row.slug, _area_name(row), counts[row.scope].total) for row in rows]


def _chosen(selection: Selection, name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(getattr(value, "slug", value) for value in selection.chosen.get(name, ())))


def _area_name(row: AreaRow) -> str:
    return str(row.area.texts["name"]) if row.area else cross_cutting()  # type: ignore[attr-defined]


REPORT_COLUMNS = {"status": "implementation_status", "health": "health"}


def report_facets(filters: ReportFilters, names: Iterable[str]) -> list[Facet]:
    """Facets of a list of reports by what they state. One query for all of them when stored counts hold them, else
    one each.
    """
    chosen = filters.selection.chosen
    facets = []
    for name in names:
        counts, more = _stated(filters, name)
        label, choices = _labels(type(filters), name)
        values = [(key, told, counts.get(key, 0)) for key, told in choices if key != NO_REPORT]
        facets.append(Facet(name, label, values, tuple(chosen.get(name, ())), more))
    return facets


def _stated(filters: ReportFilters, name: str) -> tuple[dict[str, int], bool]:
    """Reports by what they state of ``name``, under the other filters; and whether there are more."""
    ready = stated_ready(filters.selection.without(name))
    if ready is not None:
        return ready.by(name), False
    listed = filters.rows_without(name)
    if name == "health":  # counted of open work alone
        listed = listed.filter(health_is(Health.values))
    rows = bounded.groups(listed, REPORT_COLUMNS[name])
    return dict(rows), filters.selection.is_cut or sum(count for _value, count in rows) > bounded.MOST
