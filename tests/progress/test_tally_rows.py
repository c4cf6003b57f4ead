"""Counts that the database adds up day by day are those that adding up in Python gives."""

from __future__ import annotations

import datetime
from collections import Counter
from itertools import pairwise

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from progress import compression, tally_rows
from progress.models import Tally
from progress.tally_rows import Shift

FIRST = datetime.date(2026, 1, 1)
KEPT, KEPT_TOO, NOW_ONLY = "area:1", "area:1+actor:ngo", "organisation:1"

COUNTS = st.dictionaries(st.sampled_from(["10000", "31001", "number"]), st.sampled_from([-2, -1, 1, 3]), max_size=3)
POSTS = st.lists(
    st.tuples(
        st.integers(0, 6),
        st.dictionaries(st.sampled_from([KEPT, KEPT_TOO, NOW_ONLY]), st.tuples(COUNTS, COUNTS, COUNTS), min_size=1),
    ),
    min_size=1,
    max_size=8,
)


def on(number: int) -> datetime.date:
    return FIRST + datetime.timedelta(days=number)


def added(posts: list, scope: str, upto: int) -> tuple[dict, ...]:
    """The counts of a scope at the end of a day, a number that comes to nothing left out."""
    sums: tuple[Counter[str], ...] = (Counter(), Counter(), Counter())
    for number, shifts in posts:
        if number <= upto and scope in shifts:
            for total, counts in zip(sums, shifts[scope], strict=True):
                total.update(counts)
    return tuple({key: n for key, n in total.items() if n} for total in sums)


def stored(row: Tally) -> tuple[dict, ...]:
    return row.cells, row.reports, row.by_status


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(posts=POSTS)
@pytest.mark.django_db
def test_every_day_has_what_was_added_up_to_it(posts):
    with transaction.atomic():
        for number, shifts in posts:
            tally_rows.add(on(number), [Shift([scope], *counts) for scope, counts in shifts.items()])
        for scope in (KEPT, KEPT_TOO):
            rows = list(Tally.objects.filter(scope=scope).order_by("since"))
            assert [row.since for row in rows] == sorted({on(n) for n, shifts in posts if scope in shifts})
            assert all(row.until == later.since for row, later in pairwise(rows))
            assert not rows or rows[-1].until is None
            for row in rows:
                assert stored(row) == added(posts, scope, (row.since - FIRST).days)
        for row in Tally.objects.filter(scope=NOW_ONLY):  # one, whatever the days were
            assert (stored(row), row.until) == (added(posts, NOW_ONLY, 99), None)
        assert Tally.objects.filter(scope=NOW_ONLY).count() == any(NOW_ONLY in shifts for _day, shifts in posts)
        transaction.set_rollback(True)


def test_scopes_beyond_one_statement_are_added_to_as_well(db, django_assert_max_num_queries):
    scopes = [f"area:{number}" for number in range(tally_rows.BATCH + 1)]
    for day in (FIRST, FIRST, on(1)):
        with django_assert_max_num_queries(6):
            tally_rows.add(day, [Shift([scope], {"10000": 1}, {}, {}) for scope in scopes])
    assert [row.cells for row in Tally.objects.filter(until=None)] == [{"10000": 3}] * len(scopes)
    assert [row.cells for row in Tally.objects.filter(until=on(1))] == [{"10000": 2}] * len(scopes)


def test_counts_are_packed_in_a_way_that_the_server_knows(db):
    assert compression.choose(connection) == (connection.vendor == "postgresql")
    assert not compression.choose(connection, "no_such_way")
    assert not Tally.objects.exists(), "the refusal leaves the transaction whole"
