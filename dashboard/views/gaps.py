"""What nobody has committed to: by area and actor type, by area and region, and recommendation by recommendation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dashboard.caching import published_page
from dashboard.chart_data import countries_chart
from dashboard.citations import citation_of
from dashboard.filters import GapFilters, Selection, read
from dashboard.places import within
from dashboard.statistics import AreaGaps, Gap, gaps, recommendations_in
from dashboard.statistics.regions import answered_from, regions_taking_part
from dashboard.texts import cross_cutting
from dashboard.views.listing import around, chart_query
from recommendations.models import ActorType, Edition
from stakeholders.models import Region

PATH = "/gaps/"
# What this page alone understands; links to other pages leave it out.
OWN = ("region", "unanswered")


@dataclass(frozen=True)
class Row:
    """One recommendation with the actor types that the page asks about, and the regions."""

    gap: Gap
    actor_types: list[str]
    missing: list[str]
    regions: list[str]  # without a commitment


@dataclass(frozen=True)
class Cell:
    """Of ``asked`` recommendations, ``missing`` have no answer; each number has the address of just those."""

    asked: int
    missing: int
    asked_address: str
    missing_address: str


@dataclass(frozen=True)
class Group:
    """One area with its rows, and a cell for each actor type and for each region."""

    edition: Edition
    area: Any
    rows: list[Row]
    by_actor_type: list[Cell]
    by_region: list[Cell]


@dataclass(frozen=True)
class Question:
    """What the page asks: whom (actor types), where (regions), and whether where was asked for by name."""

    selection: Selection
    actor_types: list[str]
    regions: list[str]

    @property
    def by_region(self) -> bool:
        return "region" in self.selection.chosen

    def count(self, row: Row) -> tuple[int, int]:
        """(asked, missing): the requests that a row stands for."""
        if self.by_region:
            return len(self.regions), len(row.regions)
        return len(row.actor_types), len(row.missing)

    def keeps(self, row: Row) -> bool:
        """Is the row listed? All are, unless only the unanswered or only the answered are asked for."""
        wanted = self.selection.chosen.get("unanswered")
        missing = self.count(row)[1] > 0
        return wanted is None or wanted == missing


def chosen_actor_types(selection: Selection, groups: list[AreaGaps]) -> list[str]:
    """Actor types that are asked anything here, narrowed by the filter."""
    asked = {actor_type for group in groups for row in group.gaps for actor_type in row.actor_types}
    chosen = selection.chosen.get("actor_type") or ActorType.values
    return [value for value in ActorType.values if value in asked and value in chosen]


def chosen_regions(selection: Selection) -> list[str]:
    """The regions that the filter names, else those that take part."""
    chosen = selection.chosen.get("region")
    return [value for value in Region.values if value in chosen] if chosen else regions_taking_part(selection)


def _rows(found: AreaGaps, question: Question, answered: dict[int, set[str]]) -> list[Row]:
    """The recommendations that ask any of the actor types."""
    rows = []
    for gap in found.gaps:
        types = [value for value in gap.actor_types if value in question.actor_types]
        if types:
            missing = [value for value in gap.missing if value in types]
            silent = [value for value in question.regions if value not in answered[gap.recommendation.pk]]
            rows.append(Row(gap, types, missing, silent))
    return rows


def _cell(here: Selection, counted: list[bool], name: str, value: str) -> Cell:
    """``counted`` says of each recommendation that asks ``value`` whether it is unanswered."""
    chosen = {name: value}
    return Cell(
        len(counted), sum(counted), here.address(PATH, **chosen), here.address(PATH, unanswered="true", **chosen)
    )


def _group(found: AreaGaps, question: Question, answered: dict[int, set[str]]) -> Group:
    rows, edition = _rows(found, question, answered), found.gaps[0].recommendation.edition
    here = within(question.selection.without("unanswered"), edition, found.area)
    anywhere = here.without("region")
    of_types = {
        value: [value in row.missing for row in rows if value in row.actor_types] for value in question.actor_types
    }
    of_regions = {value: [value in row.regions for row in rows] for value in question.regions}
    return Group(
        edition,
        found.area,
        [row for row in rows if question.keeps(row)],
        [_cell(anywhere, counted, "actor_type", value) for value, counted in of_types.items()],
        [_cell(here, counted, "region", value) for value, counted in of_regions.items()],
    )


@published_page
def gap_list(request: HttpRequest) -> HttpResponse:
    """``/gaps/``"""
    filters = read(request, GapFilters)
    selection = filters.selection
    # The actor type narrows whom the page asks about; who answers is compared with that anyway.
    found = gaps(selection.without("actor_type", *OWN), recommendations_in(selection))
    question = Question(selection, chosen_actor_types(selection, found), chosen_regions(selection))
    keys = [row.recommendation.pk for group in found for row in group.gaps]
    answered = answered_from(selection.without(*OWN), keys, question.regions)
    groups = [_group(group, question, answered) for group in found]
    return render(request, "dashboard/gaps.html", _context(filters, question, groups))


def _context(filters: GapFilters, question: Question, groups: list[Group]) -> dict[str, Any]:
    selection = filters.selection
    counts = [question.count(row) for group in groups for row in group.rows]
    asked = any(cell.asked for group in groups for cell in group.by_actor_type)
    plain = selection.without(*OWN)
    return {
        **around(filters, PATH, first=("area", "actor_type", "region", "country", "status", "unanswered", "as_of")),
        "selection": plain,
        "groups": groups if asked else [],
        "question": question,
        "several": len({group.edition.pk for group in groups}) > 1,
        "actor_types": [(value, ActorType(value).label) for value in question.actor_types],
        "regions": [(value, Region(value).label) for value in question.regions],
        "labels": dict(ActorType.choices),
        "region_labels": dict(Region.choices),
        "cross_cutting": cross_cutting(),
        "asked_count": sum(asked for asked, _missing in counts),
        "missing_count": sum(missing for _asked, missing in counts),
        "map": countries_chart(plain),
        "map_query": chart_query(plain),
        "citation": citation_of(PATH, "", selection),
    }
