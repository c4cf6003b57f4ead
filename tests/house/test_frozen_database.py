"""A database that takes connections and never answers: pages say so soon, kept ones go on, and it ends by itself."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from django.db import DatabaseError, close_old_connections, connection, connections
from django.http import HttpResponse
from django.test import Client

from accounts.kept_forms import OWNER, owner_token
from gta.postgresql import watch
from tests import factories
from tests.line import Line, line_to
from tests.progress.conftest import commitment, recommendation  # noqa: F401
from tests.progress.test_reporting_pages import page_of, posted
from tests.waiting import until

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
FROM_HERE = {"origin": "http://testserver"}
PATIENCE = 3.0  # how long a reader waits for a page


@pytest.fixture
def line(transactional_db: None) -> Iterator[Line]:
    """The site reaches its database over a line, as its web processes do."""
    here = connection.settings_dict
    before = here["PORT"]
    with line_to(here["HOST"], before) as line:
        connection.close()
        here |= {"PORT": str(line.port), "ANSWER_SECONDS": 0.5}
        yield line
        line.thaw()
        connections.close_all()
        here |= {"PORT": before, "ANSWER_SECONDS": 0}


class Reader(Client):
    """Whose requests begin as those of a web server do; a test's client leaves broken connections as they are."""

    def request(self, **asked) -> HttpResponse:
        close_old_connections()
        began = time.monotonic()
        answer = super().request(**asked)
        answer.seconds = time.monotonic() - began
        return answer


@pytest.fixture
def reader() -> Reader:
    return Reader(raise_request_exception=False)


def test_pages_give_up_and_come_back(line: Line, reader: Reader, commitment, alice) -> None:  # noqa: F811
    """First on a connection that is kept, whose statement waits; then on a new one, which is not even tried."""
    reader.force_login(alice)
    report = factories.draft(commitment, by=alice)
    typed = posted(report, narrative="Twelve officers were trained.") | {OWNER: owner_token(alice)}
    assert reader.get("/reporting/").status_code == 200
    line.freeze()
    saved = reader.post(page_of(report), typed, headers=FROM_HERE)
    read = reader.get("/reporting/")
    ready = reader.get("/readyz")
    line.thaw()
    assert [saved.status_code, read.status_code, ready.status_code] == [503, 503, 503]
    assert saved["Retry-After"] and "Twelve officers were trained." in saved.content.decode()
    assert "database" in ready.json()["wrong"]
    assert saved.seconds < PATIENCE and read.seconds < 1 and ready.seconds < 2
    assert until(lambda: reader.get("/reporting/").status_code == 200, within=20)
    again = reader.post(page_of(report), typed, headers=FROM_HERE)
    assert again.status_code == 302, "what was typed is saved once the database is back"


def test_kept_public_pages_go_on_and_say_of_when_they_are(line: Line, reader: Reader) -> None:
    fresh = reader.get("/")
    data = reader.get("/api/v1/reports/")
    line.freeze()
    page = reader.get("/")
    program = reader.get("/api/v1/reports/")
    unknown = reader.get("/recommendations/")
    line.thaw()
    assert (page.status_code, program.status_code, unknown.status_code) == (200, 200, 503)
    assert page.seconds < PATIENCE
    note = "This page shows what was published as of"
    assert note in page.content.decode() and note not in fresh.content.decode()
    assert page["Cache-Control"] == "no-store" and page["X-As-Of"] and not page.has_header("ETag")
    assert program.content == data.content and program["X-As-Of"]
    assert until(lambda: note not in reader.get("/").content.decode(), within=20)


def test_a_slow_statement_is_no_frozen_server(line: Line) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(1.2)")


def test_a_new_connection_is_refused_while_nothing_answers(line: Line) -> None:
    line.freeze()
    connection.close()
    with pytest.raises(DatabaseError, match="does not answer"):
        connection.ensure_connection()
    assert watch.watch_of("127.0.0.1", line.port, 0.5).is_away
    line.thaw()
    assert until(lambda: not watch.watch_of("127.0.0.1", line.port, 0.5).is_away, within=20)
    connection.ensure_connection()
