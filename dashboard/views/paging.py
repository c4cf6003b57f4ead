"""One page of a public list: how many there are, and its rows."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.core.paginator import EmptyPage, InvalidPage, Page, Paginator
from django.db.models import QuerySet
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from dashboard import ordered
from dashboard.bad_request import BadParameter
from dashboard.filters import CommitmentFilters, PublicFilters, ReportFilters
from dashboard.statistics.bounded import Total
from dashboard.statistics.totals import all_on_the_day, total_of

PER_PAGE = 25
# The rows that can be paged through; the rest is in the data.
REACH = 10_000


class ListPaginator(Paginator):
    """Pages of a list whose total is known."""

    def __init__(self, rows: QuerySet, per_page: int, total: Total, *, one_by_one: bool) -> None:
        super().__init__(rows, per_page)
        self.total, self.one_by_one = total, one_by_one

    @functools.cached_property
    def count(self) -> int:
        """The rows that can be paged through."""
        return min(self.total.number, REACH)

    @property
    def is_cut(self) -> bool:
        """True when there are rows that no page shows."""
        return self.total.more or self.total.number > REACH


def page_of(filters: PublicFilters, *, per_page: int = PER_PAGE, total: Total | None = None) -> Page:
    """The page asked for, in the order asked for. A page that is not there is a wrong value like any other."""
    number = filters.form.cleaned_data.get("page") or 1
    total = total or total_of(filters)
    rows, one_by_one = _rows(filters, total, last=number * per_page)
    paginator = ListPaginator(filters.order().apply(rows), per_page, total, one_by_one=one_by_one)
    try:
        return paginator.page(number)
    except EmptyPage:
        raise BadParameter("page", str(number), _no_such_page(paginator)) from None


def rows_of(page: Page, shown: Callable[[QuerySet], QuerySet]) -> list[Any]:
    """The rows of a page with what is ``shown`` of them (``dashboard.rows``). One query."""
    return ordered.read(shown(page.object_list), one_by_one=page.paginator.one_by_one)


def read_page(rows: QuerySet, asked: str, *, per_page: int = PER_PAGE) -> Page:
    """The page ``asked`` for, the first when empty, of rows that no filter chooses. Two queries."""
    paginator = ListPaginator(rows, per_page, Total(rows.count()), one_by_one=False)
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


def _rows(filters: PublicFilters, total: Total, *, last: int) -> tuple[QuerySet, bool]:
    """The list's rows for reading as far as row ``last``, and whether to look at them one by one."""
    selection = filters.selection
    if isinstance(filters, ReportFilters):
        return filters.rows(), total.more or total.number > REACH
    if not isinstance(filters, CommitmentFilters):
        return filters.rows(), False
    whole = all_on_the_day(selection)
    if not selection.asked or (not total.more and ordered.is_many(total.number, of=whole, last=last)):
        return selection.standings(one_by_one=True), True
    # Of more than could be counted, just those are sorted and shown: what holds a word may all stand at the far end.
    return filters.gathered(total.number), False
