"""One page of a public list: how many there are, and its rows."""

from __future__ import annotations

import functools
from typing import Any

from django.core.paginator import EmptyPage, InvalidPage, Page, Paginator
from django.db.models import QuerySet
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from dashboard import ordered
from dashboard.bad_request import BadParameter
from dashboard.filters import CommitmentFilters, PublicFilters, ReportFilters
from dashboard.ordered import Part, Way
from dashboard.prepared import Shown, standings_by_key
from dashboard.statistics.bounded import Total
from dashboard.statistics.totals import all_on_the_day, gathered_for, total_of

PER_PAGE = 25
# The rows that can be paged through; the rest is in the data.
REACH = 10_000
GATHERED = {Way.GATHERED, Way.BY_SCOPE_AND_STATE}


class ListPaginator(Paginator):
    """Pages of a list whose total is known."""

    def __init__(self, rows: QuerySet | tuple[()], per_page: int, total: Total) -> None:
        super().__init__(rows, per_page)
        self.total = total

    @functools.cached_property
    def count(self) -> int:
        """The rows that can be paged through."""
        return min(self.total.number, REACH)

    @property
    def is_cut(self) -> bool:
        """True when there are rows that no page shows."""
        return self.total.more or self.total.number > REACH


class FilteredPaginator(ListPaginator):
    """Pages of what filters choose, in the order asked for. Rows that are gathered first, which standings alone are,
    are read by their keys (``rows_of``); those of the page asked for may be known.
    """

    def __init__(
        self, filters: PublicFilters, per_page: int, total: Total, way: Way, keys: list[int] | None = None
    ) -> None:
        super().__init__(() if way in GATHERED else _rows(filters, way), per_page, total)
        self.filters, self.way, self.keys = filters, way, keys


def part_asked(filters: PublicFilters, *, per_page: int = PER_PAGE) -> Part:
    """The part of the list that the page asked for would show, whether it is there or not."""
    stop = _number_asked(filters) * per_page
    return Part(filters.order(), stop - per_page, stop)


def _number_asked(filters: PublicFilters) -> int:
    return filters.form.cleaned_data.get("page") or 1


def page_of(
    filters: PublicFilters, *, per_page: int = PER_PAGE, total: Total | None = None, keys: list[int] | None = None
) -> Page:
    """The page asked for, in the order asked for. A page that is not there is a wrong value like any other.

    ``keys`` are those of its rows (``part_asked``), where counting the list has found them.
    """
    number, total = _number_asked(filters), total or total_of(filters)
    way = Way.GATHERED if keys is not None else _way(filters, total, last=number * per_page)
    paginator = FilteredPaginator(filters, per_page, total, way, keys)
    try:
        return paginator.page(number)
    except EmptyPage:
        raise BadParameter("page", str(number), _no_such_page(paginator)) from None


def rows_of(page: Page, shown: Shown) -> list[Any]:
    """The rows of a page with what is ``shown`` of them (``dashboard.rows``): objects, or their columns. One query."""
    paginator = page.paginator
    if not paginator.count:
        return []
    if paginator.way not in GATHERED:
        return ordered.read(shown(page.object_list), paginator.way)
    part = part_asked(paginator.filters, per_page=paginator.per_page)
    keys, values = _keys(paginator, part)
    with ordered.reading(paginator.way):
        return standings_by_key(shown, part.order).rows(keys, values)


def _keys(paginator: FilteredPaginator, part: Part) -> tuple[str, Any]:
    """The SQL for the keys of a part of gathered rows, with its values."""
    if paginator.keys is None:
        return ordered.keys_of_few(paginator.filters.rows(), part, paginator.total.number)
    return ", ".join(["%s"] * len(paginator.keys)), paginator.keys


def read_page(rows: QuerySet, asked: str, *, per_page: int = PER_PAGE) -> Page:
    """The page ``asked`` for, the first when empty, of rows that no filter chooses. Two queries."""
    paginator = ListPaginator(rows, per_page, Total(rows.count()))
    try:
        page = paginator.page(asked or 1)
    except InvalidPage:
        raise BadParameter("page", asked, _no_such_page(paginator)) from None
    page.object_list = list(page.object_list)
    return page


def _no_such_page(paginator: ListPaginator) -> str:
    last = number_format(paginator.num_pages, force_grouping=True)
    if paginator.is_cut:
        text = _(
            "The pages show %(count)s of them; the last one is %(last)s. Narrow the list, or download the data to "
            "have all of it."
        )
        return text % {"last": last, "count": number_format(paginator.count, force_grouping=True)}
    return _("The list has no such page. The last one is %(last)s.") % {"last": last}


def _rows(filters: PublicFilters, way: Way) -> QuerySet:
    order, selection = filters.order(), filters.selection
    if way is not Way.ONE_BY_ONE or not isinstance(filters, CommitmentFilters):
        return order.apply(filters.rows())
    rows = order.apply(selection.standings(one_by_one=True))
    return order.from_where_they_begin(rows, selection.chosen, selection.on)


def _way(filters: PublicFilters, total: Total, *, last: int) -> Way:
    """How to read the list as far as row ``last``."""
    if isinstance(filters, ReportFilters):
        return Way.ONE_BY_ONE if total.more or total.number > REACH else Way.PLAIN
    if not isinstance(filters, CommitmentFilters):
        return Way.PLAIN
    selection = filters.selection
    # Of more than could be counted, just those are sorted and shown: what holds a word may all stand at the far end.
    if total.more or not total.number:
        return Way.GATHERED
    everything, gathered = all_on_the_day(selection), gathered_for(selection, total.number)
    if not selection.asked or ordered.is_many(total.number, of=everything, last=last, gathered=gathered):
        return Way.ONE_BY_ONE
    would_pass_all = selection.as_of is None and gathered > everything * ordered.PASSED
    return Way.BY_SCOPE_AND_STATE if would_pass_all else Way.GATHERED
