"""What makes a page public: open, kept for a minute, the same for everyone; and what stops one that is not."""

import logging

import pytest

from dashboard.public import CACHE_CONTROL, PersonalPublicPage

pytestmark = [pytest.mark.urls("tests.look.views"), pytest.mark.django_db]


@pytest.mark.parametrize("name", ["plain", "classy", "tagged", "framed"])
def test_a_public_page_is_open_and_kept_for_a_minute(client, name):
    response = client.get(f"/t/{name}/")
    assert response.status_code == 200
    assert response["Cache-Control"] == CACHE_CONTROL
    assert {word.strip() for word in response["Vary"].split(",")} <= {"Accept-Encoding", "Accept-Language"}
    assert not response.cookies


def test_nobody_is_told_apart_by_being_signed_in(client, alice):
    before = client.get("/t/framed/").content
    client.force_login(alice)
    response = client.get("/t/framed/")
    assert response.content == before
    assert not response.cookies


def test_an_unchanged_page_answers_304_with_the_same_policy(client):
    response = client.get("/t/tagged/", headers={"If-None-Match": '"1"'})
    assert response.status_code == 304
    assert response["Cache-Control"] == CACHE_CONTROL
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert response["Content-Security-Policy"] == client.get("/t/tagged/")["Content-Security-Policy"]


def test_a_page_may_have_a_policy_of_its_own(client):
    assert client.get("/t/own_policy/")["Cache-Control"] == "no-store"


BAD = {
    "looks_at_session": "the session was read",
    "looks_at_user": "request.user was read",
    "sets_cookie": "cookies were set: session",
    "makes_token": "a form token was made",
    "looks_late": "request.user was read",
    "classy_looks": "request.user was read",
}


@pytest.mark.parametrize(("name", "words"), BAD.items())
def test_a_public_page_that_looks_at_the_person_fails_here(client, name, words):
    with pytest.raises(PersonalPublicPage, match=words):
        client.get(f"/t/{name}/")


@pytest.mark.parametrize("name", BAD)
def test_in_production_it_is_answered_but_kept_by_no_cache(client, settings, caplog, name):
    settings.TESTING = False
    with caplog.at_level(logging.ERROR, logger="dashboard.public"):
        response = client.get(f"/t/{name}/")
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"
    assert name in caplog.text
