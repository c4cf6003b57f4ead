"""A replica of the database, streaming from the real one: public pages ask it, and nobody reads what is out of date."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import Popen

import pytest
from django.db import close_old_connections, connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dashboard import page_cache, replica
from gta import health
from gta.metrics import queues
from gta.postgresql.base import DatabaseWrapper
from progress import rollups
from scripts import services
from scripts.packages import postgresql_binary
from scripts.processes import free_port, last_lines, start, stop
from tests.waiting import until

SHOWN = 'FROM "stakeholders_'  # what pages show, and no stamp does
pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


class Replica:
    """A server that follows that of the tests, and what may happen to it."""

    def __init__(self, command: list[str], log: Path, port: int, user: str | None) -> None:
        self.command, self.log, self.port, self.user = command, log, port, user
        self.process = self._started()

    def _started(self) -> Popen[bytes]:
        process = start(self.command, log=self.log, user=self.user)
        assert services.wait_for_postgresql(self.port, process), last_lines(self.log)
        return process

    def end(self) -> None:
        stop(self.process, with_signal=signal.SIGQUIT)

    def begin_again(self) -> None:
        self.process = self._started()

    def sql(self, statement: str) -> object:
        with connections["replica"].cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchone()[0]

    def pause(self) -> None:
        """It follows no more from here on: asking for it is not yet having it."""
        self.sql("SELECT pg_wal_replay_pause()::text")
        assert until(lambda: self.sql("SELECT pg_get_wal_replay_pause_state()") == "paused")

    def go_on(self) -> None:
        self.sql("SELECT pg_wal_replay_resume()::text")
        assert until(self.has_all)

    def has_all(self) -> bool:
        return replica.seconds_behind() == 0


@contextmanager
def following() -> Iterator[Replica]:
    """A copy of the tests' own server, which goes on to follow it."""
    user = "postgres" if os.geteuid() == 0 else None
    here, port, server = connection.settings_dict, free_port(), str(postgresql_binary("postgres"))
    with services.own_folder("replica", user) as folder:
        data = str(folder / "data")
        program = str(Path(server).with_name("pg_basebackup"))
        copy = [program, "-D", data, "-h", here["HOST"], "-p", str(here["PORT"]), "-U", here["USER"]]
        copy += ["--checkpoint=fast", "--write-recovery-conf", "--wal-method=stream", "--no-sync"]
        environment = {**os.environ, "PGPASSWORD": here["PASSWORD"]}
        subprocess.run(copy, env=environment, check=True, user=user, group=user, extra_groups=[] if user else None)
        options = ["-D", data, "-p", str(port), "-k", str(folder), "-c", "listen_addresses=127.0.0.1"]
        options += ["-c", "max_connections=200", *services.FAST]
        running = Replica([server, *options], folder / "log", port, user)
        try:
            yield running
        finally:
            running.end()


@pytest.fixture
def copy(transactional_db: None, settings, monkeypatch, django_db_blocker) -> Iterator[Replica]:
    """The site with a replica; what it found of an earlier one is forgotten."""
    # Tests may use no database that was not there when they began.
    monkeypatch.setattr(DatabaseWrapper, "ensure_connection", django_db_blocker._real_ensure_connection, raising=False)
    with following() as copy:
        connections.settings["replica"] = {**connection.settings_dict, "PORT": str(copy.port)}
        settings.DATABASE_ROUTERS, settings.REPLICA_MAX_LAG_SECONDS = ["dashboard.replica.PublicReads"], 5
        replica.forget()
        try:
            assert until(copy.has_all)
            yield copy
        finally:
            connections["replica"].close()
            del connections["replica"], connections.settings["replica"]
            replica.forget()


def asked(reader: Client, address: str) -> set[str]:
    """Which databases were asked for what a page shows, which no cache has."""
    page_cache.clear()
    close_old_connections()
    queries = {alias: CaptureQueriesContext(connections[alias]) for alias in ("default", "replica")}
    with queries["default"], queries["replica"]:
        assert reader.get(address).status_code == 200
    return {alias for alias, sent in queries.items() if any(SHOWN in one["sql"] for one in sent)}


def ready(reader: Client) -> tuple[int, str]:
    said = reader.get("/readyz")
    return said.status_code, said.json()["checks"]["replica"]


def used() -> float:
    return next(metric.samples[0].value for metric in queues.copies() if metric.name == "tracker_replica_used")


def test_whoever_reads_what_is_public_asks_the_replica(
    copy: Replica, client: Client, alice, monkeypatch, settings
) -> None:
    """One test, as a replica takes seconds to make: it is asked, too old, far behind, away, and asked again."""
    monkeypatch.setattr(replica, "REST_SECONDS", 0.0)
    monkeypatch.setattr(health, "BOUND_SECONDS", 60.0)
    page = "/commitments/"
    signed_in = Client()
    signed_in.force_login(alice)
    # Signing in has just written: until the replica has that, too, it counts as behind since its last change before.
    assert until(lambda: asked(client, page) == {"replica"})
    assert until(lambda: (ready(client), used()) == ((200, "ok"), 1))
    assert asked(signed_in, "/reporting/") == {"default"}, "who works reads where they write"

    copy.pause()
    rollups.new_public_version()
    assert asked(client, page) == {"default"}, "a publication that it does not have yet"
    settings.REPLICA_MAX_LAG_SECONDS = 0
    assert until(lambda: replica.trouble() == "behind"), "once the primary's log is on its disk"
    assert (ready(client), used()) == ((200, "failed"), 0)
    copy.go_on()
    assert until(lambda: asked(client, page) == {"replica"})

    copy.end()
    assert asked(client, page) == {"default"}
    assert (replica.trouble(), ready(client)) == ("failed", (200, "failed"))
    copy.begin_again()
    assert until(lambda: asked(client, page) == {"replica"})
