"""One page of a public list: how many there are, and the rows, by the cheaper of two ways."""

from __future__ import annotations

import functools

from django.core.paginator import EmptyPage, Page, Paginator
from django.db.models import QuerySet
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from dashboard.bad_request import BadParameter
from dashboard.filters import CommitmentFilters, PublicFilters, Selection
from dashboard.statistics.bounded import MOST, Total
from dashboard.statistics.totals import commitments_ready, total_of

PER_PAGE = 25
# What it costs to gather and sort one chosen row, as against looking at one row in the order of the list.
GATHERING = 2


class ListPaginator(Paginator):
    """Pages of a list whose total is known; the first ``MOST`` rows can be paged through, the rest is in the data."""

    def __init__(self, rows: QuerySet, per_page: int, total: Total) -> None:
        super().__init__(rows, per_page)
        self.total = total

    @functools.cached_property
    def count(self) -> int:
        """The rows that can be paged through."""
        return min(self.total.number, MOST)

    @property
    def is_cut(self) -> bool:
        """True when there are rows that no page shows."""
        return self.total.more or self.total.number > MOST


def page_of(filters: PublicFilters, *, per_page: int = PER_PAGE) -> Page:
    """The page asked for, in the order asked for. A page that is not there is a wrong value like any other."""
    number = filters.form.cleaned_data.get("page") or 1
    total = total_of(filters)
    rows = _rows(filters, total, last=number * per_page)
    paginator = ListPaginator(filters.order().apply(rows), per_page, total)
    try:
        return paginator.page(number)
    except EmptyPage:
        raise BadParameter("page", str(number), _no_such_page(paginator)) from None


def _no_such_page(paginator: ListPaginator) -> str:
    last = number_format(paginator.num_pages, force_grouping=True)
    if paginator.is_cut:
        text = _(
            "The pages show the first %(count)s; the last one is %(last)s. Narrow the list, or download the data to "
            "have all of it."
        )
        return text % {"last": last, "count": number_format(MOST, force_grouping=True)}
    return _("The list has no such page. The last one is %(last)s.") % {"last": last}


def _rows(filters: PublicFilters, total: Total, *, last: int) -> QuerySet:
    """The list's rows for reading as far as row ``last``.

    Few rows are gathered first and sorted then; many are looked at in the order of the list until enough are found.
    The database cannot know which: how many hold a scope is in our counts, not in its statistics.
    """
    if not isinstance(filters, CommitmentFilters) or not filters.selection.asked or total.more:
        return filters.rows()
    whole = commitments_ready(Selection(on=filters.selection.on, as_of=filters.selection.as_of)) or 0
    looked_at = last * whole / max(total.number, 1)
    if looked_at < total.number * GATHERING:
        return filters.selection.standings(one_by_one=True)
    return filters.gathered(total.number)
