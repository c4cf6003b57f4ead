"""Long lists are read in their order from an index: the first page costs the same however many rows there are."""

from __future__ import annotations

import pytest
from django.db import connection
from django.http import HttpRequest, QueryDict

from dashboard.filters import ReportFilters, read
from tests.dashboard.world import World

pytestmark = pytest.mark.services  # SQLite has no numbers of the rows to plan by

INDEXES = {
    "": "report_latest_published",
    "ordering=published": "report_latest_published",
    "ordering=covers": "report_latest_covered",
    "ordering=-covers": "report_latest_covered",
}


@pytest.mark.parametrize(("query", "index"), INDEXES.items())
def test_the_list_of_reports_is_read_from_an_index(world: World, query: str, index: str) -> None:
    request = HttpRequest()
    request.GET = QueryDict(query)
    filters = read(request, ReportFilters)
    rows = filters.order().apply(filters.rows())
    with connection.cursor() as cursor:  # a table of ten rows would be read whole, and sorted
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
    plan = rows[:25].explain()
    assert index in plan, plan
