"""The API: cursors that neither skip nor repeat, stamps, problems, languages, and a schema that tells the truth."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from django.test import Client

from recommendations.models import Translation
from recommendations.translations import digest_of
from tests.dashboard import world as worlds
from tests.dashboard.addresses import API_LISTS
from tests.dashboard.world import World


def walk(client: Client, address: str, between=lambda: None) -> list[dict[str, Any]]:
    """All rows, two at a time, with ``between`` called before each further page."""
    rows: list[dict[str, Any]] = []
    while address:
        answer = client.get(address.removeprefix("http://testserver")).json()
        assert len(answer["results"]) <= 2
        rows += answer["results"]
        address = answer["next"]
        between()
    return rows


ORDERINGS = {
    "commitments": ["title", "-title", "due", "-due", "reported", "-reported"],
    "reports": ["published", "-published", "covers", "-covers"],
    "recommendations": ["reference", "-reference", "title", "-title"],
    "organisations": ["name", "-name"],
}


def test_cursors_reach_every_row_once_in_every_order(client: Client, world: World) -> None:
    for name, orderings in ORDERINGS.items():
        for ordering in orderings:
            whole = client.get(f"/api/v1/{name}/", {"ordering": ordering, "limit": 100}).json()
            assert whole["next"] is None
            assert walk(client, f"/api/v1/{name}/?ordering={ordering}&limit=2") == whole["results"], (name, ordering)


def test_rows_added_meanwhile_neither_repeat_nor_hide_others(client: Client, world: World) -> None:
    before = {row["id"] for row in client.get("/api/v1/commitments/").json()["results"]}
    made = iter(range(100))

    def between() -> None:
        number = next(made)
        worlds.commit(world, f"{'a' if number % 2 else 'zz'} added {number}", 2, [3], "2025-11-20")

    seen = []
    address = "/api/v1/commitments/?limit=2"
    for _page in range(6):
        answer = client.get(address.removeprefix("http://testserver")).json()
        seen += [row["id"] for row in answer["results"]]
        address = answer["next"]
        if not address:
            break
        between()
    assert len(seen) == len(set(seen))
    assert before <= set(seen)


def test_a_cursor_of_another_order_is_refused(client: Client, world: World) -> None:
    cursor = client.get("/api/v1/commitments/?limit=1").json()["next"].rpartition("cursor=")[2]
    assert client.get(f"/api/v1/commitments/?limit=1&cursor={cursor}").status_code == 200
    for query in (
        f"cursor={cursor}&ordering=due",
        "cursor=%00",
        "cursor=bm90IGpzb24",
        "limit=0",
        "limit=101",
        "limit=x",
    ):
        response = client.get(f"/api/v1/commitments/?{query}")
        assert response.status_code == 400, query
        assert response.json()["parameter"] in query


def test_the_stamp_holds_until_something_is_published(client: Client, world: World, django_assert_num_queries) -> None:
    for address in ("/api/v1/commitments/", "/", "/data/commitments.csv", "/charts/areas.svg", "/reports/feed.atom"):
        first = client.get(address)
        etag = first.headers["ETag"]
        with django_assert_num_queries(1):
            again = client.get(address, headers={"If-None-Match": etag})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["ETag"] == etag
        assert client.get(address, headers={"If-Modified-Since": first.headers["Last-Modified"]}).status_code == 304
        assert client.get(f"{address}?q=promise").headers.get("ETag") != etag


def test_a_publication_renews_every_stamp(client: Client, world: World) -> None:
    addresses = ("/api/v1/commitments/", "/", "/data/commitments.csv", "/charts/areas.svg", "/reports/feed.atom")
    before = {address: client.get(address).headers["ETag"] for address in addresses}
    worlds.report(world, "new", "silent", "2025-11-21", narrative="At last.")
    for address, etag in before.items():
        renewed = client.get(address, headers={"If-None-Match": etag})
        assert renewed.status_code == 200, address
        assert renewed.headers["ETag"] != etag


def test_the_next_day_has_another_stamp(client: Client, world: World, clock) -> None:
    etag = client.get("/").headers["ETag"]
    clock.shift(24 * 60 * 60)
    assert client.get("/", headers={"If-None-Match": etag}).status_code == 200


def test_a_draft_changes_no_stamp(client: Client, world: World) -> None:
    etag = client.get("/").headers["ETag"]
    worlds.report(world, "quiet", "silent", "2025-11-21", state="submitted")
    assert client.get("/", headers={"If-None-Match": etag}).status_code == 304


def test_other_sites_may_read_and_nobody_may_write(client: Client, world: World) -> None:
    for address in API_LISTS:
        assert client.get(address).headers["Access-Control-Allow-Origin"] == "*"
        for method in ("post", "put", "patch", "delete"):
            response = getattr(client, method)(address, {}, content_type="application/json")
            assert response.status_code == 405
            assert response.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "address", ["/api/v1/commitments/999999/", "/api/v1/recommendations/nope/", "/api/v1/areas/nope/"]
)
def test_what_is_not_there_is_a_problem(client: Client, world: World, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"


def test_texts_come_in_the_language_asked_for(client: Client, world: World) -> None:
    row = world.recommendations[0]
    for field, text in (("title", "Un titre"), ("text", "Un texte")):
        Translation.objects.create(
            subject="recommendations.recommendation", object_id=row.pk, field=field, language="fr", text=text,
            source_digest=digest_of(getattr(row, field)),
        )  # fmt: skip
    address = f"/api/v1/recommendations/{row.reference}/"
    assert client.get(address).json()["title"] == row.title
    asked = client.get(address, {"lang": "fr"})
    accepted = client.get(address, headers={"Accept-Language": "fr-CA, en;q=0.5"})
    assert asked.json()["title"] == accepted.json()["title"] == "Un titre"
    assert accepted.json()["language"] == accepted.headers["Content-Language"] == "fr"
    assert "Accept-Language" in accepted.headers["Vary"]
    assert client.get(address).headers["ETag"] != asked.headers["ETag"]
    assert client.get(address).headers["ETag"] != accepted.headers["ETag"]
    assert client.get("/api/v1/summary/?lang=de").status_code == 400


REPORTING = "/api/v1/reporting/"


def schema(client: Client) -> dict[str, Any]:
    return client.get("/api/v1/schema/").json()


def test_every_answer_is_what_the_schema_says(client: Client, world: World) -> None:
    described = schema(client)
    assert described["openapi"].startswith("3.1")
    commitment, report = world.commitments["hotline"].pk, world.reports["hotline1"].pk
    keys = {"commitments": commitment, "reports": report, "recommendations": "ED-2021-01", "organisations": "gov",
            "editions": "ed-2021", "areas": "alpha"}  # fmt: skip
    for path, methods in described["paths"].items():
        if path.startswith(REPORTING):
            continue  # for organisations' systems, which come with a token: tests/submissions
        assert set(methods) == {"get"}
        name = path.split("/")[3]
        address = path.replace("{key}", str(keys.get(name))).replace("{slug}", str(keys.get(name)))
        shape = methods["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        answer = client.get(address)
        assert answer.status_code == 200, address
        validator = jsonschema.Draft202012Validator({**shape, "components": described["components"]})
        assert not list(validator.iter_errors(answer.json())), address


def test_every_filter_is_in_the_schema(client: Client, world: World) -> None:
    paths = schema(client)["paths"]
    contract = {"q", "edition", "area", "actor_type", "country", "organisation", "status", "health", "freshness",
                "evidence", "due_before", "due_after", "overdue", "as_of", "ordering"}  # fmt: skip
    for address in API_LISTS:
        named = {one["name"] for one in paths[address]["get"]["parameters"]}
        assert contract | {"cursor", "limit", "lang"} <= named
        status = next(one for one in paths[address]["get"]["parameters"] if one["name"] == "status")
        assert "no_report" in status["schema"]["items"]["enum"]


def test_the_documentation_shows_every_address(client: Client, world: World) -> None:
    page = client.get("/api/v1/docs/").content.decode()
    for path, methods in schema(client)["paths"].items():
        for method in methods:
            assert f"{method.upper()} {path}" in page
