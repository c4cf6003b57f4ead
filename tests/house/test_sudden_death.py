"""PostgreSQL killed with everything it started, while many write: what it said yes to is there when it begins again."""

from __future__ import annotations

import os
import threading

import psycopg2
import pytest

from scripts import services
from tests.storm.servers import PostgreSQL
from tests.waiting import until

pytestmark = pytest.mark.services
WRITERS = 8
ENOUGH = 400  # acknowledged rows before the blow


def write(address: str, writer: int, told: list[str]) -> None:
    """Add rows one by one until the server is gone; ``told`` gets each that was acknowledged."""
    try:
        connection = psycopg2.connect(address)
        connection.autocommit = True
        with connection.cursor() as cursor:
            for number in range(1_000_000):
                cursor.execute("INSERT INTO promised VALUES (%s)", [f"{writer}-{number}"])
                told.append(f"{writer}-{number}")
    except psycopg2.Error:
        return


def rows(address: str) -> list[str]:
    connection = psycopg2.connect(address)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT name FROM promised")
            return [name for (name,) in cursor.fetchall()]
    finally:
        connection.close()


def test_no_acknowledged_write_is_lost() -> None:
    user = "postgres" if os.geteuid() == 0 else None
    with services.own_folder("sudden-death", user) as folder:
        server = PostgreSQL(folder, user)
        connection = psycopg2.connect(server.address)
        connection.autocommit = True
        connection.cursor().execute("CREATE TABLE promised (name text)")
        connection.close()
        told: list[str] = []
        writers = [threading.Thread(target=write, args=(server.address, each, told)) for each in range(WRITERS)]
        for one in writers:
            one.start()
        assert until(lambda: len(told) > ENOUGH)
        server.kill()
        for one in writers:
            one.join()
        server.begin()
        try:
            found = rows(server.address)
        finally:
            server.stop()
    assert set(told) <= set(found)
    assert len(found) <= len(told) + WRITERS, "at most one write of each was on its way"
    assert len(found) == len(set(found))
