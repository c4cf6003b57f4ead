"""Programs of every site may read, as much as is fair, and are told plainly when it is too much."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import caches
from django.http import HttpResponse
from django.test import Client

from dashboard import page_cache
from tests.dashboard.world import World

DATA = [
    "/api/v1/commitments/", "/api/v1/schema/", "/data/reports.csv", "/data/datapackage.json", "/charts/areas.svg",
    "/data/catalogue.ttl",
    "/reports/feed.atom", "/organisations/gov/feed.atom", "/organisations/gov/cite.bib",
]  # fmt: skip


@pytest.fixture(autouse=True)
def _nothing_counted(settings: Any) -> None:
    """Counts are no part of the transaction that undoes a test's rows; nor are answers kept ready."""
    settings.FAIR_USE = {"api": (600, 60), "files": (120, 3600)}
    caches["fair_use"].clear()
    page_cache.clear()


def test_a_preflight_is_answered_for_every_address_of_data(client: Client, world: World) -> None:
    for address in DATA:
        answer = client.options(
            address, headers={"Origin": "https://x.example", "Access-Control-Request-Method": "GET"}
        )
        assert (answer.status_code, answer.content) == (204, b""), address
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "GET" in answer.headers["Access-Control-Allow-Methods"]
        assert "If-None-Match" in answer.headers["Access-Control-Allow-Headers"]
        read = client.get(address)
        assert read.headers["Access-Control-Allow-Origin"] == "*", address
        assert "ETag" in read.headers["Access-Control-Expose-Headers"]
        assert "Access-Control-Allow-Credentials" not in read.headers
        again = client.get(address, headers={"If-None-Match": read.headers["ETag"]})
        assert (again.status_code, again.headers["Access-Control-Allow-Origin"]) == (304, "*")


WRONG = [
    ("/api/v1/commitments/?status=x", 400),
    ("/api/v1/commitments/?lang=xx", 400),
    ("/data/reports.csv?x=1", 400),
    ("/api/v1/reports/99999999/", 404),
    ("/charts/nothing.svg", 404),
    ("/organisations/no/feed.atom", 404),
]


def test_other_sites_may_read_what_is_wrong(client: Client, world: World) -> None:
    for address, status in WRONG:
        answer = client.get(address)
        assert (answer.status_code, answer.headers.get("Access-Control-Allow-Origin")) == (status, "*"), address


def test_pages_are_not_for_other_sites(client: Client, world: World) -> None:
    for address in ("/", "/commitments/", "/cookies/state.json"):
        assert "Access-Control-Allow-Origin" not in client.get(address).headers


def test_only_reading_is_allowed_and_a_problem_says_so(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    for address in ("/api/v1/commitments/", "/api/v1/schema/", "/api/v1/docs/", "/api/v1/summary/"):
        for method in ("post", "put", "patch", "delete"):
            answer = getattr(client, method)(address, {"title": "x"}, content_type="application/json")
            assert (answer.status_code, answer.headers["Content-Type"]) == (405, "application/problem+json"), address
            assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert client.post("/data/reports.csv").status_code == 405


def test_everything_wrong_under_the_api_is_a_problem(client: Client, world: World) -> None:
    wrong = {"/api/": 404, "/api/v1/nothing/": 404, "/api/v1/commitments/abc/": 404, "/api/v1/reports/?format=xml": 400,
             "/api/v1/areas/no-such/": 404, "/api/v1/organisations/?q=%00": 400}  # fmt: skip
    for address, status in wrong.items():
        answer = client.get(address)
        assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json"), address
        assert answer.json()["status"] == status
    assert (
        client.get("/api/v1/areas/", headers={"Accept": "text/html"}).headers["Content-Type"].startswith("application/")
    )


def not_cached(answer: HttpResponse) -> HttpResponse:
    """The answer, which is made anew next time. (With Redis, to clear the pages would clear the counts as well.)"""
    caches["pages"].delete(answer.headers.get("ETag", "").removeprefix("W/"))
    return answer


def taken(client: Client, address: str, **extra: str) -> int:
    """The status of an answer that is not cached."""
    answer = not_cached(client.get(address, **extra))
    if answer.streaming:
        b"".join(answer.streaming_content)
    return answer.status_code


@pytest.mark.parametrize(("policy", "address"), [("api", "/api/v1/areas/"), ("files", "/data/recommendations.csv")])
def test_too_much_is_refused_until_the_span_is_over(
    client: Client, world: World, settings: object, clock, policy: str, address: str
) -> None:
    settings.FAIR_USE = {**settings.FAIR_USE, policy: (3, 60)}
    first = not_cached(client.get(address))
    assert first.headers["RateLimit-Policy"] == f'"{policy}";q=3;w=60'
    # What is left is one client's own affair: it is in nothing that a shared cache keeps.
    assert "RateLimit" not in first.headers and "public" in first.headers["Cache-Control"]
    assert [taken(client, address) for _ in range(3)] == [200, 200, 429]
    refused = client.get(address)
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert refused.headers["Cache-Control"] == "no-store"
    assert refused.headers["Retry-After"] == "60"
    assert refused.headers["RateLimit"] == f'"{policy}";r=0;t=60'
    assert refused.headers["Access-Control-Allow-Origin"] == "*"
    assert taken(client, address, REMOTE_ADDR="192.0.2.9") == 200
    clock.shift(60)
    assert taken(client, address) == 200


def test_what_costs_nothing_is_not_counted(client: Client, world: World, settings: object) -> None:
    settings.FAIR_USE = {**settings.FAIR_USE, "api": (1, 60)}
    etag = client.get("/api/v1/areas/").headers["ETag"]
    assert [client.get("/api/v1/areas/").status_code for _ in range(3)] == [200] * 3
    assert client.get("/api/v1/areas/", headers={"If-None-Match": etag}).status_code == 304
    assert client.get("/api/v1/editions/").status_code == 429


def test_clients_are_told_apart_behind_the_proxies_that_are_trusted(
    client: Client, world: World, settings: object
) -> None:
    settings.FAIR_USE = {**settings.FAIR_USE, "api": (1, 60)}
    address = "/api/v1/areas/"

    def forwarded(given: str) -> int:
        return taken(client, address, headers={"X-Forwarded-For": given})

    assert [forwarded("192.0.2.1"), forwarded("192.0.2.2")] == [200, 429]  # nobody is believed: the peer counts
    settings.TRUSTED_PROXY_COUNT = 1
    assert [forwarded("192.0.2.1"), forwarded("192.0.2.2"), forwarded("198.51.100.7, 192.0.2.2")] == [200, 200, 429]
    assert [forwarded("2001:db8::1"), forwarded("2001:db8::2"), forwarded("2001:db8:0:1::1")] == [200, 429, 200]


def test_no_limit_is_no_limit(client: Client, world: World, settings: object) -> None:
    settings.FAIR_USE = {**settings.FAIR_USE, "api": (0, 60)}
    assert [taken(client, "/api/v1/areas/") for _ in range(3)] == [200] * 3
    assert "RateLimit-Policy" not in client.get("/api/v1/areas/").headers
