"""Finished answers are given again while they are true, in the encoding asked for, and in bounded room."""

from __future__ import annotations

import gzip
import itertools
import random

import pytest
from django.core.cache import caches
from django.db import connection
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from dashboard import catalogue, page_cache
from dashboard.caching import published_page
from dashboard.page_cache import cacheable
from progress import workflow
from recommendations.models import KeyFinding
from stakeholders.models import Organisation, Response
from stakeholders.signals import organisation_changed
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
def test_errors_and_streams_are_not_cached(path: str, client: Client, world: World, monkeypatch) -> None:
    stored = []
    monkeypatch.setattr(caches["pages"], "set", lambda *args: stored.append(args))
    response = client.get(path)
    if response.streaming:
        b"".join(response.streaming_content)
    assert stored == []


def test_a_personal_or_streamed_or_endless_answer_is_not_cached() -> None:
    personal = HttpResponse("x" * 500)
    personal.set_cookie("a", "b")
    assert cacheable(personal) is None
    assert cacheable(StreamingHttpResponse(["x"])) is None
    assert cacheable(HttpResponse(b"x" * 2_000_000)) is None
    assert cacheable(HttpResponse(random.Random(7).randbytes(200_000))) is None


@pytest.mark.django_db
def test_a_page_that_looked_at_who_is_asking_is_not_cached(rf: RequestFactory, settings, monkeypatch) -> None:
    settings.TESTING = False  # where it is answered, and logged
    stored = []
    monkeypatch.setattr(caches["pages"], "set", lambda *args: stored.append(args))

    @published_page
    def page(request: HttpRequest) -> HttpResponse:
        request._cached_user = None  # as reading ``request.user`` leaves it
        return HttpResponse("Hello, Alice. " * 50)

    assert page(rf.get("/")).headers["Cache-Control"] == "private, no-store"
    assert stored == []


EVERYWHERE = (
    "/", "/?status=in_progress", "/?as_of=2025-06-01", "/areas/alpha/", "/recommendations/",
    "/recommendations/ED-2021-01/", "/gaps/", "/ar/recommendations/ED-2021-01/",
)  # fmt: skip


def _publish(world: World) -> None:
    worlds.report(world, "fresh", "=helpline", "2025-11-21", implementation_status="completed")


def _retract(world: World) -> None:
    workflow.retract(report=world.reports["fresh"], by=world.curator, reason="By mistake.")


def _answer(world: World) -> None:
    for number in range(30):
        one = Organisation.objects.create(name=f"Answering {number:02}", slug=f"answering-{number}", actor_type="ngo")
        Response.objects.create(organisation=one, recommendation=world.recommendations[0], response="noted")


def _rename(world: World) -> None:
    row = world.organisations[0]
    row.name = "Another name"
    row.save()
    organisation_changed.send(Organisation, organisation=row, at=None)


def _reword(world: World) -> None:
    world.areas[0].name = "Alpha, said otherwise"
    world.areas[0].save()
    world.recommendations[0].title = "Asked otherwise"
    world.recommendations[0].save()


def _archive(world: World) -> None:
    row = world.recommendations[1]
    row.archived_at, row.archived_reason = worlds.moment("2025-11-20"), "No longer asked."
    row.save()


def _find(world: World) -> None:
    KeyFinding.objects.create(
        edition=world.edition, key="since", position=9, value=7, unit="percent", statement="Found since",
        population="Everybody", year=2025, source="A study",
    )  # fmt: skip


def test_pages_say_the_same_whether_or_not_anything_is_cached(client: Client, world: World) -> None:
    said = []
    for change in (None, _publish, _retract, _answer, _rename, _reword, _archive, _find):
        if change:
            change(world)
        cached = [client.get(path).content for path in EVERYWHERE]
        for path, body in zip(EVERYWHERE, cached, strict=True):
            page_cache.clear()
            catalogue.forget()
            assert client.get(path).content == body, (change, path)
        said.append(cached[0] + cached[5])
    # Each change shows on the dashboard or on the recommendation.
    assert all(before != after for before, after in itertools.pairwise(said))


def test_hundreds_may_answer_a_recommendation_a_page_at_a_time(client: Client, world: World) -> None:
    _answer(world)
    path = "/recommendations/ED-2021-01/"
    first, second = (client.get(path, {"page": page}).content.decode() for page in ("1", "2"))
    # The one response that supports it comes before the thirty that take note.
    assert client.get(path).content.decode().count("Answering") == first.count("Answering") == 24
    assert second.count("Answering") == 6
    for wrong in ("3", "0", "x"):
        answer = client.get(path, {"page": wrong})
        assert answer.status_code == 400
        assert "The last one is 2." in answer.content.decode()
