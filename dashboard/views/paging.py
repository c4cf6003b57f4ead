"""One page of a public list: how many there are, and its rows."""

from __future__ import annotations

import functools
from typing import cast

from django.core.paginator import EmptyPage, InvalidPage, Page, Paginator
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from dashboard.bad_request import BadParameter
from dashboard.filters import PublicFilters
from dashboard.statistics.bounded import Total
from dashboard.statistics.totals import total_of
from names.numbers import in_figures

PER_PAGE = 25
# The rows that can be paged through; the rest is in the data.
REACH = 10_000


class CappedPaginator(Paginator):
    """Pages of a list whose total is known, and may be known only as "more than"."""

    def __init__(self, rows: QuerySet, per_page: int, total: Total) -> None:
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


def page_of(filters: PublicFilters, *, per_page: int = PER_PAGE, total: Total | None = None) -> Page:
    """The page asked for, in the order asked for; its rows are not read yet.

    The ``total`` is counted where it is not given. Raises BadParameter for a page that is not there.
    """
    number = filters.selection.chosen.get("page", 1)
    paginator = CappedPaginator(filters.order().apply(filters.rows()), per_page, total or total_of(filters))
    try:
        return paginator.page(number)
    except EmptyPage:
        raise BadParameter("page", str(number), _no_such_page(paginator)) from None


def rows_on(page: Page) -> QuerySet:
    """The rows of a page of ``page_of``: a queryset still, to fetch more along."""
    return cast(QuerySet, page.object_list)


def total_on(page: Page) -> Total:
    """How many rows the list of a page of ``page_of`` has."""
    return cast(CappedPaginator, page.paginator).total


def read_page(rows: QuerySet, asked: str, *, per_page: int = PER_PAGE) -> Page:
    """The page ``asked`` for, the first when empty, of rows that no filter chooses. Two queries."""
    paginator = CappedPaginator(rows, per_page, Total(rows.count()))
    try:
        page = paginator.page(asked or 1)
    except InvalidPage:
        raise BadParameter("page", asked, _no_such_page(paginator)) from None
    page.object_list = list(page.object_list)
    return page


def _no_such_page(paginator: CappedPaginator) -> str:
    last = in_figures(paginator.num_pages)
    if paginator.is_cut:
        text = _(
            "You can page through the first %(count)s results; the last page is %(last)s. Filter the list, or "
            "download the data to get everything."
        )
        return text % {"last": last, "count": in_figures(paginator.count)}
    return _("The list has no such page. The last one is %(last)s.") % {"last": last}
