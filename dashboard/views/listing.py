"""What all public lists do alike: one page of rows, and what stands around them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from dashboard.editions import named
from dashboard.filters import PublicFilters, Selection
from dashboard.filters.presenting import chips, filter_form
from dashboard.navigation import localised
from dashboard.statistics import Facet
from dashboard.statistics.totals import without_filters
from names.numbers import in_figures
from recommendations.translations import reader_language
from search.queries import is_near


def around(filters: PublicFilters, path: str, **form: Any) -> dict[str, Any]:
    """The context that every filtered page has: the selection, the form, and what is switched on."""
    return {
        "filters": filters,
        "selection": filters.selection,
        "filter_form": filter_form(filters, path, **form),
        "chips": chips(filters, path),
        "chart_query": chart_query(filters.selection),
        "path": path,
        "wider": partial(without_filters, filters),  # asked where there is nothing to show
        "near": is_near(filters.selection.chosen),
        "stated_edition": named(filters.selection),
        "clear": filters.requested.address(path, **dict.fromkeys(filters.requested.raw)),
    }


def chart_query(selection: Selection) -> str:
    """The filters for the addresses of chart files, which have no language of their own in their path."""
    language = reader_language()
    return selection.query(lang=None if language == settings.LANGUAGE_CODE else language).removeprefix("?")


@dataclass(frozen=True)
class Sort:
    """A column that a list can be sorted by: where its heading leads, and ``aria-sort`` where it is sorted by it."""

    address: str
    state: str


def sorts(filters: PublicFilters, path: str) -> dict[str, Sort]:
    """The columns of a list that it can be sorted by: first as the list's own orders begin, then the other way."""
    found: dict[str, Sort] = {}
    for name in filters.orders:
        column = name.removeprefix("-")
        state = {column: "ascending", f"-{column}": "descending"}.get(filters.ordering, "")
        following = {"ascending": f"-{column}", "descending": column}.get(state, name)
        ordering = None if following == filters.default_order else following
        found.setdefault(column, Sort(filters.selection.address(path, ordering=ordering), state))
    return found


def facet_counts(facets: list[Facet]) -> dict[str, dict[str, str]]:
    """What stands beside the values of the filters: how many rows each would leave."""
    return {facet.name: {value: _count_text(facet, count) for value, _label, count in facet.counts} for facet in facets}


def _count_text(facet: Facet, count: int) -> str:
    number = in_figures(count)
    return _("%(number)s or more") % {"number": number} if facet.more else number


def taken_away(selection: Selection) -> list[tuple[str, str]]:
    """Downloads of the commitments and reports behind a page, and their reports as one document."""
    return [
        report_pack(selection),
        (f"/data/commitments.csv{selection.query()}", _("Commitments (CSV)")),
        (f"/data/reports.csv{selection.query()}", _("Reports (CSV)")),
    ]


def due_calendar(path: str) -> tuple[str, str]:
    """The calendar of due dates of a page of one thing, as a link."""
    return localised(f"{path}due.ics"), _("Due dates as a calendar")


def report_pack(selection: Selection) -> tuple[str, str]:
    """The pack of the reports behind a page, as a link."""
    return selection.address("/packs/"), _("Reports as one document")
