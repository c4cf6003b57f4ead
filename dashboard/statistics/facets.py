"""How many commitments each further value of a filter would leave, under all the other filters that are on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Count

from dashboard.catalogue import catalogue
from dashboard.editions import are_several, editions_of, public_editions
from dashboard.filters import NO_REPORT, CommitmentFilters, PublicFilters, ReportFilters, Selection
from dashboard.filters.choices import tag_label
from dashboard.texts import cross_cutting
from progress.health import health_is
from progress.models import Health
from recommendations.models import Tag
from stakeholders.models import CommitmentTag

from . import bounded
from .bounded import Total
from .breakdown import Breakdown, for_facets
from .stated import added_up, stated_precomputed
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
    """The facets of a list of commitments, how many commitments it has, and how these stand.

    Where the total says that there are more, ``counts`` are of the first ones alone.
    """

    facets: list[Facet]
    total: Total
    counts: Breakdown


def commitment_facets(filters: CommitmentFilters) -> CountedList:
    """Facets of area, status, health, freshness and evidence for a list; of editions, too, where there are several, and
    then of the areas of one edition alone: editions call areas alike.

    One query for all of them, and one more for each that is on itself (its own choice must not narrow it).
    """
    selection = filters.selection
    places = {"edition": _editions(), "area": _areas(selection)}
    narrower = [value.scope for name, values in places.items() if name not in selection.chosen for value in values]
    common = for_facets(selection, ["all", *narrower])
    facets = []
    for name in ("edition", "area", "status", "health", "freshness", "evidence"):
        found, own = common, [value.scope for value in places.get(name, ())]
        if name in places and not own:
            continue
        if name in selection.chosen:
            found = for_facets(selection.without(name), own or ["all"])
        label, choices = _labels(type(filters), name)
        if own:
            values = [(one.slug, one.name, found.scopes[one.scope].total) for one in places[name]]
        else:
            counts = _counts(found.scopes["all"], name)
            values = [(key, text, counts.get(key, 0)) for key, text in choices]
        facets.append(Facet(name, label, values, _chosen(selection, name), found.more))
    if tags := catalogue().tags:
        facets.append(_of_tags(type(filters), selection, tags))
    number = common.scopes["all"].total
    total = Total(min(number, bounded.MOST), True) if common.more else Total(number)
    return CountedList(facets, total, common.scopes["all"])


def _of_tags(filter_set: type[PublicFilters], selection: Selection, tags: tuple[Tag, ...]) -> Facet:
    """How many commitments each tag would leave, beside what is chosen of the other filters. One query."""
    found = selection.without("tag").statuses().values("commitment_id")
    counts = dict(
        CommitmentTag.objects.filter(commitment__in=found)
        .order_by()
        .values_list("tag__slug")
        .annotate(number=Count("commitment"))
    )
    label = str(filter_set.base_filters["tag"].label)
    values = [(tag.slug, tag_label(tag), counts.get(tag.slug, 0)) for tag in tags]
    return Facet("tag", label, values, _chosen(selection, "tag"))


def _labels(filter_set: type[PublicFilters], name: str) -> tuple[str, list[tuple[str, str]]]:
    """What a filter and each of its values are called, in this language."""
    one = filter_set.base_filters[name]
    return str(one.label), [(key, str(label)) for key, label in getattr(one, "labels", {}).items()]


class Place(NamedTuple):
    """An edition or an area as a value of its filter, with the scope that counts it."""

    slug: str
    name: str
    scope: str


def _editions() -> list[Place]:
    if not are_several():
        return []
    return [Place(one.slug, str(one.texts["title"]), f"edition:{one.pk}") for one in public_editions()]


def _areas(selection: Selection) -> list[Place]:
    if len(editions_of(selection)) > 1:
        return []
    return [Place(row.slug, _area_name(row), row.scope) for row in area_rows(selection.without("area"))]


def _chosen(selection: Selection, name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(getattr(value, "slug", value) for value in selection.chosen.get(name, ())))


def _area_name(row: AreaRow) -> str:
    return str(row.area.texts["name"]) if row.area else cross_cutting()


REPORT_COLUMNS = {"status": "implementation_status", "health": "health"}


def report_facets(filters: ReportFilters, names: Iterable[str]) -> list[Facet]:
    """Facets of a list of reports by what they state. One query for all of them when the ledger holds them, else
    one each.
    """
    chosen = filters.selection.chosen
    facets = []
    for name in names:
        counts, more = _stated(filters, name)
        label, choices = _labels(type(filters), name)
        values = [(key, text, counts.get(key, 0)) for key, text in choices if key != NO_REPORT]
        facets.append(Facet(name, label, values, tuple(chosen.get(name, ())), more))
    return facets


def _stated(filters: ReportFilters, name: str) -> tuple[Mapping[str, int], bool]:
    """Reports by what they state of ``name``, under the other filters; and whether there are more."""
    precomputed = stated_precomputed(filters.selection.without(name))
    if precomputed is not None:
        return added_up(precomputed, name), False
    listed = filters.rows_without(name)
    if name == "health":  # counted of open work alone
        listed = listed.filter(health_is(Health.values))
    counts = Counter(bounded.first(listed).values_list(REPORT_COLUMNS[name], flat=True))
    return counts, filters.selection.is_cut or counts.total() > bounded.MOST
