"""Who was asked and has not answered: recommendation by recommendation, by area and actor type, by area and region."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dashboard.caching import published_page
from dashboard.chart_data import countries_chart
from dashboard.citations import citation_of
from dashboard.editions import in_words as editions_in_words
from dashboard.filters import GapFilters, Selection, read
from dashboard.findings.matrix import MatrixRow, columns, matrix_row
from dashboard.findings.sentence import gaps_sentence
from dashboard.findings.standing import speaks_of_everyone
from dashboard.places import within
from dashboard.statistics import AreaGaps, Gap, asked_in, asked_types
from dashboard.statistics.regions import answered_from, regions_taking_part
from dashboard.structured_data.pages import of_path
from dashboard.texts import cross_cutting
from dashboard.views.listing import around, chart_query
from recommendations.models import Edition
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
    """Of ``asked`` recommendations, ``answered`` have an answer; each number has the address of just those."""

    asked: int
    answered: int
    asked_address: str
    answered_address: str


@dataclass(frozen=True)
class Group:
    """One area with its rows, those of them that the page lists, and a cell for each actor type and each region."""

    edition: Edition
    area: Any
    everything: list[Row]
    rows: list[MatrixRow]
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


def _cell(here: Selection, unanswered: list[bool], name: str, value: str) -> Cell:
    """``unanswered`` says so of each recommendation that asks ``value``."""
    asked, chosen = len(unanswered), {name: value}
    answered_address = here.address(PATH, unanswered="false", **chosen)
    return Cell(asked, asked - sum(unanswered), here.address(PATH, **chosen), answered_address)


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
        rows,
        [_listed(question, row) for row in rows if question.keeps(row)],
        [_cell(anywhere, counted, "actor_type", value) for value, counted in of_types.items()],
        [_cell(here, counted, "region", value) for value, counted in of_regions.items()],
    )


def _listed(question: Question, row: Row) -> MatrixRow:
    regions = [Region(value).label for value in row.regions] if question.by_region else []
    return matrix_row(question.selection.without(*OWN), row.gap, question.actor_types, regions)


@published_page
def gap_list(request: HttpRequest) -> HttpResponse:
    """``/gaps/``"""
    filters = read(request, GapFilters)
    selection = filters.selection
    found = asked_in(selection.without(*OWN))
    question = Question(selection, asked_types(selection, found), chosen_regions(selection))
    keys = [row.recommendation.pk for group in found for row in group.gaps]
    answered = answered_from(selection.without(*OWN), keys, question.regions)
    groups = [_group(group, question, answered) for group in found]
    return render(request, "dashboard/gaps.html", _context(filters, question, groups))


def _finding(question: Question, groups: list[Group]) -> str:
    """Of everything that the page asks about, whether it lists all of that or not."""
    rows = [row for group in groups for row in group.everything]
    return gaps_sentence(
        len(rows),
        sum(question.count(row)[1] > 0 for row in rows),
        sum(row.gap.nobody for row in rows),
        narrowed=not speaks_of_everyone(question.selection.without(*OWN)),
        by_region=question.by_region,
    )


def _context(filters: GapFilters, question: Question, groups: list[Group]) -> dict[str, Any]:
    selection, plain = filters.selection, filters.selection.without(*OWN)
    listed = [group for group in groups if group.rows]
    finding, path = _finding(question, groups), PATH
    return {
        **around(filters, path, first=("area", "actor_type", "region", "country", "status", "unanswered")),
        "selection": plain,
        "stated_edition": "",  # its head says so
        "finding": finding,
        "structured_data": replace(of_path(path), description=finding),
        "editions": editions_in_words(selection) if groups else "",
        "groups": [group for group in groups if group.everything],
        "of_some": not speaks_of_everyone(plain),
        "matrix_groups": listed,
        "matrix_columns": columns(question.actor_types),
        "recommendations": sum(len(group.rows) for group in groups),
        "several": len({group.edition.pk for group in groups}) > 1,
        "regions": [(value, Region(value).label) for value in question.regions],
        "cross_cutting": cross_cutting(),
        "map": countries_chart(plain),
        "map_query": chart_query(plain),
        "citation": citation_of(path, "", selection),
    }
