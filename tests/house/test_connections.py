"""gta.postgresql: a kept connection is looked at before it is used, and the server is asked nothing for it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from django.db import DatabaseError, OperationalError, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test.utils import CaptureQueriesContext

from opendata.exports.pipe import copied
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


@pytest.mark.parametrize(("entry", "limits"), [("gta.wsgi", "15s 5s"), ("gta.celery", "0 1min")])
def test_how_long_a_statement_and_a_lock_may_take(transactional_db: None, entry: str, limits: str) -> None:
    """Web processes give a page up; workers write whole files."""
    at = connection.settings_dict
    asked = "SELECT current_setting('statement_timeout'), current_setting('lock_timeout')"
    program = f"""
import os
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gta.settings")
import {entry}
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute({asked!r})
    print(*cursor.fetchone())
"""
    url = f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"
    environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "gta.settings"}
    ran = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == limits


def test_a_whole_file_may_take_its_time(transactional_db: None) -> None:
    slow = "SELECT pg_sleep(0.6), 'a row'"
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 200")
            with pytest.raises(OperationalError):
                cursor.execute(slow)
        assert b"a row" in b"".join(copied(f"COPY ({slow}) TO STDOUT WITH (FORMAT csv)"))
        with pytest.raises(OperationalError), connection.cursor() as cursor:
            cursor.execute(slow)
    finally:
        connection.close()
