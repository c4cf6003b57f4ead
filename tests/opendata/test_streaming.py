"""A download gives its first row at once and keeps nobody waiting, whatever the database."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import RequestFactory

from dashboard.filters import read
from opendata.datasets import DATASETS, base
from recommendations.models import Recommendation
from tests import factories


@pytest.fixture
def rows(transactional_db, monkeypatch):
    """The stream of four recommendations, one at a time, outside of any transaction."""
    monkeypatch.setattr(base, "CHUNK", 1)
    area = factories.area(factories.edition())
    for _ in range(4):
        factories.recommendation(area)
    dataset = DATASETS["recommendations"]
    stream = dataset.stream(read(RequestFactory().get("/data/recommendations.csv"), dataset.filters))
    yield stream
    stream.close()


def held_by_the_database() -> list[bool]:
    """Whether each open cursor keeps all its rows, which means that they were all worked out first."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT is_holdable FROM pg_cursors WHERE name <> ''")
        return [held for (held,) in cursor.fetchall()]


def test_rows_come_as_they_are_found(rows):
    assert next(rows)["reference"]
    assert held_by_the_database() == ([False] if connection.vendor == "postgresql" else [])


def test_writers_on_sqlite_do_not_wait_for_a_reader(rows):
    next(rows)
    assert connection.in_atomic_block == (connection.vendor == "postgresql")


def test_a_reader_who_leaves_half_way_leaves_nothing_open(rows):
    next(rows)
    rows.close()
    assert not connection.in_atomic_block
    assert not held_by_the_database()
    assert Recommendation.objects.update(obligation="should") == 4
    assert set(Recommendation.objects.values_list("obligation", flat=True)) == {"should"}
