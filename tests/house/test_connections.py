"""gta.postgresql: a kept connection is looked at before it is used, and the server is asked nothing for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import DatabaseError, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test.utils import CaptureQueriesContext

from tests.waiting import until

pytestmark = pytest.mark.services


@pytest.fixture
def kept(transactional_db: None) -> Iterator[BaseDatabaseWrapper]:
    """A connection of one's own, as a thread of the site keeps it."""
    mine = connections.create_connection("default")
    mine.connect()
    yield mine
    mine.close()


def backend(mine: BaseDatabaseWrapper) -> int:
    """The process of the server behind it."""
    with mine.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def test_a_sound_connection_is_used_again_and_nothing_is_asked(kept: BaseDatabaseWrapper) -> None:
    before = backend(kept)
    with CaptureQueriesContext(kept) as asked:
        for _ in range(3):
            assert kept.is_usable()
    assert len(asked) == 0
    assert backend(kept) == before


def test_a_connection_that_the_server_ended_is_replaced(kept: BaseDatabaseWrapper) -> None:
    before = backend(kept)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [before])
    assert until(lambda: not kept.is_usable())
    kept.health_check_enabled, kept.health_check_done = True, False  # as each request begins
    assert backend(kept) != before


def test_a_failed_transaction_is_no_sound_connection(kept: BaseDatabaseWrapper) -> None:
    kept.set_autocommit(False)
    with pytest.raises(DatabaseError), kept.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")
    assert not kept.is_usable()
    kept.rollback()
    assert kept.is_usable()


def test_no_connection_is_none_to_use(kept: BaseDatabaseWrapper) -> None:
    kept.connection.close()
    assert not kept.is_usable()
    kept.close()
    assert not kept.is_usable()
