"""Finished answers are given again while they are true, in the encoding asked for, and in bounded room."""

from __future__ import annotations

import gzip

import pytest
from django.db import connection
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dashboard.kept import SHELF, Answer, Shelf, finished
from progress import workflow
from tests.dashboard import world as worlds
from tests.dashboard.world import World

PAGES = ("/", "/areas/alpha/", "/recommendations/ED-2021-01/", "/commitments/?status=in_progress", "/api/v1/summary/")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_asked_for_again_costs_one_query_and_is_the_same(path: str, client: Client, world: World) -> None:
    first = client.get(path)
    with CaptureQueriesContext(connection) as queries:
        again = client.get(path)
    assert len(queries) == 1
    assert again.content == first.content
    assert again.headers == first.headers


def test_a_publication_shows_on_the_next_request(client: Client, world: World) -> None:
    before = client.get("/").content
    report = worlds.report(world, "fresh", "=helpline", "2025-11-21", implementation_status="completed")
    shown = client.get("/").content
    assert shown != before
    workflow.retract(report=report, by=world.curator, reason="By mistake.")
    assert client.get("/").content != shown


def test_each_reader_gets_an_encoding_that_it_takes(client: Client, world: World) -> None:
    plain = client.get("/", headers={"Accept-Encoding": "identity"})
    packed = client.get("/", headers={"Accept-Encoding": "br, gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["ETag"] == f"W/{plain.headers['ETag']}"
    for answer in (plain, packed):
        assert "Accept-Encoding" in answer.headers["Vary"]
        assert client.get("/", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_languages_hosts_and_queries_do_not_mix(client: Client, world: World) -> None:
    answers = [client.get(path).content for path in ("/", "/ar/", "/?status=completed", "/fr/")]
    assert len(set(answers)) == len(answers)
    assert [client.get(path).content for path in ("/", "/ar/", "/?status=completed", "/fr/")] == answers


def test_what_may_be_framed_stays_so_when_it_is_given_again(client: Client, world: World) -> None:
    for _ in range(2):
        framed = client.get("/embed/areas/")
        assert "frame-ancestors *" in framed.headers["Content-Security-Policy"]
        assert "X-Frame-Options" not in framed.headers


@pytest.mark.parametrize(
    "path", ["/commitments/?status=nonsense", "/recommendations/NO-1/", "/data/commitments.csv"], ids=str
)
def test_errors_and_streams_are_not_kept(path: str, client: Client, world: World) -> None:
    response = client.get(path)
    if response.streaming:
        b"".join(response.streaming_content)
    assert SHELF.held == 0


def test_a_personal_or_streamed_or_endless_answer_is_not_kept() -> None:
    personal = HttpResponse("x" * 500)
    personal.set_cookie("a", "b")
    assert finished(personal) is None
    assert finished(StreamingHttpResponse(["x"])) is None
    assert finished(HttpResponse(b"x" * 2_000_000)) is None


def test_the_room_is_bounded_and_the_oldest_goes_first() -> None:
    shelf = Shelf(room=1000)
    for number in range(5):
        shelf.put(str(number), Answer({}, b"x" * 400, is_compressed=False))
    assert [shelf.get(str(number)) is not None for number in range(5)] == [False, False, False, True, True]
    assert shelf.held == 800
    shelf.put("4", Answer({}, b"x" * 100, is_compressed=False))
    assert shelf.held == 500


def test_what_was_true_of_another_state_goes() -> None:
    shelf = Shelf()
    for state in (1, 1, 2):
        shelf.put(f"of {state}", Answer({}, b"x" * 400, is_compressed=False), state)
    assert shelf.get("of 1") is None
    assert shelf.held == 400
