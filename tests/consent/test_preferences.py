"""Preferences: on the device only with consent."""

from __future__ import annotations

import pytest
from django.test import Client

from consent import preferences

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("answer", [None, {"decision": "refuse_all"}, {"statistics": "on", "marketing": "on"}])
def test_without_consent_nothing_is_stored_and_the_page_is_told_so(client: Client, choose, answer) -> None:
    if answer:
        choose(**answer)
    response = client.post("/cookies/preferences/", {"theme": "dark"}, headers={"accept": "application/json"})
    assert response.json() == {"stored": False, "preferences": {"theme": "dark"}}
    assert "preferences" not in client.cookies


def test_with_consent_each_is_kept_beside_the_others_until_it_is_withdrawn(client: Client, choose) -> None:
    choose(preferences="on")
    client.post("/cookies/preferences/", {"theme": "dark"})
    response = client.post("/cookies/preferences/", {"density": "compact", "language": "ar", "next": "/about/"})
    assert (response.status_code, response["Location"]) == (303, "/about/")
    assert client.cookies["preferences"].value == "density=compact.language=ar.theme=dark"
    assert client.cookies["preferences"]["max-age"] == 182 * 24 * 60 * 60
    client.post("/cookies/withdraw/")
    assert client.cookies["preferences"]["max-age"] == 0


@pytest.mark.parametrize(
    ("field", "value"), [("theme", "pink"), ("density", ""), ("language", "xx"), ("theme", "a=b.c")]
)
def test_a_value_that_is_none_is_named(client: Client, choose, field: str, value: str) -> None:
    choose(preferences="on")
    response = client.post("/cookies/preferences/", {field: value}, headers={"accept": "application/json"})
    assert (response.status_code, list(response.json()["errors"])) == (400, [field])
    assert "preferences" not in client.cookies


@pytest.mark.parametrize("value", ["", "theme", "theme=pink", "other=dark", "=.=.=", "theme=dark;x", "\x00"])
def test_a_cookie_that_is_none_of_ours_says_nothing(rf, value: str) -> None:
    request = rf.get("/")
    request.COOKIES["preferences"] = value
    assert preferences.read(request) == {}
