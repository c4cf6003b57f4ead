"""Answering: what each post records, answers and refuses."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from consent.models import ConsentEvent, ConsentState, DailyCount, NoticeText, NoticeVersion
from consent.signals import consent_changed

from .conftest import change_purpose, granted, ticked

pytestmark = pytest.mark.django_db

EVERYTHING = {"preferences", "statistics", "marketing"}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"decision": "accept_all"}, EVERYTHING),
        ({"decision": "refuse_all"}, set()),
        ({"decision": "refuse_all", "statistics": "on"}, set()),
        ({"decision": "save", "statistics": "on"}, {"statistics"}),
        ({"decision": "save", "preferences": "true", "marketing": "1"}, {"preferences", "marketing"}),
        ({"preferences": "on", "statistics": "off"}, {"preferences"}),
        ({"decision": "save"}, set()),
        ({}, set()),
    ],
)
def test_what_is_posted_holds_from_then_on(client: Client, choose, fields: dict[str, str], expected: set[str]) -> None:
    response = choose(**fields)
    assert (response.status_code, response["Location"]) == (303, "/cookies/mine/")
    assert granted(client) == expected
    assert client.get("/cookies/state.json").json()["decided"] is True


@pytest.mark.parametrize("category", sorted(EVERYTHING))
def test_each_category_saves_alone(client: Client, choose, category: str) -> None:
    choose(**{category: "on"})
    assert granted(client) == {category}
    event = ConsentEvent.objects.get()
    assert event.granted == {category}


def test_an_anonymous_refusal_makes_no_row_only_a_count(client: Client, choose) -> None:
    choose(decision="refuse_all")
    assert not ConsentEvent.objects.exists()
    count = DailyCount.objects.get()
    assert (count.answers, count.refused_all, count.statistics, count.withdrawals) == (1, 1, 0, 0)


def test_the_story_of_one_browser(client: Client, choose) -> None:
    choose(statistics="on")
    choose(statistics="on", preferences="on")
    client.post("/cookies/withdraw/")
    choose(decision="accept_all")
    kinds = list(ConsentEvent.objects.order_by("number").values_list("kind", flat=True))
    assert kinds == ["grant", "change", "withdraw", "grant"]
    assert len(set(ConsentEvent.objects.values_list("subject", flat=True))) == 1, "one receipt all along"
    count = DailyCount.objects.get()
    assert (count.answers, count.statistics, count.preferences, count.withdrawals) == (4, 3, 2, 1)


def test_a_grant_names_nobody(client: Client, choose) -> None:
    choose(decision="accept_all", headers={"user-agent": "Telltale/1", "referer": "http://testserver/telltale/"})
    row = ConsentEvent.objects.values().get()
    assert "elltale" not in json.dumps(row, default=str)
    receipt = client.cookies["consent"].value.split(".")[5]
    assert receipt
    assert receipt not in json.dumps(row, default=str)


def test_json_is_answered_when_asked_for(client: Client, choose) -> None:
    response = choose(as_json=True, decision="save", statistics="on")
    assert response.status_code == 200
    data = response.json()
    assert data["granted"] == {"functional": True, "preferences": False, "statistics": True, "marketing": False}
    assert (data["decided"], data["ask"], data["notice"]) == (True, False, 1)


def test_a_json_body_is_read_too(client: Client) -> None:
    response = client.post(
        "/cookies/choice/", {"statistics": True, "marketing": False}, content_type="application/json"
    )
    assert response.status_code == 303
    assert granted(client) == {"statistics"}


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"decision": "maybe"}, "decision"),
        ({"statistics": "perhaps"}, "statistics"),
        ({"notice": "first"}, "notice"),
        ({"notice": "-1"}, "notice"),
        ({"notice": "9" * 40}, "notice"),
        ({"notice": "99"}, "notice"),
        ({"notice": "٣"}, "notice"),
        ({"idempotency_key": "short"}, "idempotency_key"),
    ],
)
def test_wrong_input_is_named_and_records_nothing(client: Client, choose, fields: dict[str, str], named: str) -> None:
    response = choose(as_json=True, **fields)
    assert response.status_code == 400
    assert list(response.json()["errors"]) == [named]
    page = choose(**fields, preferences="on")
    assert page.status_code == 400
    assert ticked(page.text) == {"preferences"}, "what was ticked is kept"
    assert not client.cookies
    assert not DailyCount.objects.exists()


@pytest.mark.parametrize("body", ["", "{", "[]", "3", '"text"', "[" * 100_000])
def test_a_body_that_is_no_object_is_a_400_or_an_empty_answer(client: Client, body: str) -> None:
    as_json = {"accept": "application/json"}
    response = client.post("/cookies/choice/", body, content_type="application/json", headers=as_json)
    assert response.status_code == (200 if body == "" else 400)
    assert not ConsentEvent.objects.exists()


@pytest.mark.parametrize("address", ["choice", "withdraw", "mine/erase", "preferences", "visit"])
def test_nothing_is_written_on_get(client: Client, address: str) -> None:
    assert client.get(f"/cookies/{address}/").status_code == 405


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("/recommendations/?area=x", "/recommendations/?area=x"),
        ("https://elsewhere.example/", "/cookies/mine/"),
        ("//elsewhere.example/", "/cookies/mine/"),
        ("/\\elsewhere.example/", "/cookies/mine/"),
        ("javascript:alert(1)", "/cookies/mine/"),
        ("/" + "a" * 5000, "/cookies/mine/"),
        ("/ok\r\nSet-Cookie: a=b", "/cookies/mine/"),
    ],
)
def test_next_stays_on_this_site(choose, target: str, expected: str) -> None:
    assert choose(decision="refuse_all", next=target)["Location"] == expected


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"origin": "http://testserver"}, 303),
        ({"origin": "https://elsewhere.example"}, 403),
        ({"origin": "http://testserver:8001"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "null", "sec-fetch-site": "same-origin"}, 303),
        ({"origin": "null", "sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-origin"}, 303),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
    ],
)
@pytest.mark.parametrize("address", ["/cookies/choice/", "/cookies/withdraw/", "/cookies/mine/erase/"])
def test_only_the_sites_own_pages_may_choose(address: str, headers: dict[str, str], status: int) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post(address, {"decision": "accept_all"}, headers=headers)
    assert response.status_code == status
    assert ConsentEvent.objects.exists() == (status == 303 and address == "/cookies/choice/")


def test_the_same_request_twice_is_one_row_even_without_its_cookie(client: Client, choose) -> None:
    key = "3f2a9c0d7b1e4a5f8c6d2e1b0a9f8e7d"
    first = choose(decision="accept_all", idempotency_key=key)
    again = Client().post("/cookies/choice/", {"decision": "accept_all", "idempotency_key": key})
    assert ConsentEvent.objects.count() == 1
    assert DailyCount.objects.get().answers == 1
    assert again.cookies["consent"].value == first.cookies["consent"].value


def test_a_key_used_for_another_choice_is_refused(choose) -> None:
    key = "3f2a9c0d7b1e4a5f8c6d2e1b0a9f8e7d"
    choose(decision="accept_all", idempotency_key=key)
    response = choose(to=Client(), as_json=True, decision="save", statistics="on", idempotency_key=key)
    assert response.status_code == 422
    assert ConsentEvent.objects.count() == 1


def test_withdrawing_without_having_chosen_is_a_refusal(client: Client) -> None:
    assert client.post("/cookies/withdraw/").status_code == 303
    assert client.get("/cookies/state.json").json()["decided"] is True
    assert not ConsentEvent.objects.exists()


def test_the_language_and_the_notice_shown_are_recorded(choose) -> None:
    choose(decision="accept_all", language="ar", notice="1", way="banner")
    event = ConsentEvent.objects.get()
    assert (event.language, event.notice.number, event.way) == ("ar", 1, "banner")


def test_the_answer_leads_back_in_the_language_of_the_form(choose) -> None:
    assert choose(decision="refuse_all", language="fr")["Location"] == "/fr/cookies/mine/"


def test_a_yes_to_an_old_notice_is_a_409_with_the_new_one(client: Client, choose, publisher) -> None:
    publisher.publish(change_purpose("statistics"))
    page = choose(decision="accept_all", notice="1")
    assert page.status_code == 409
    assert "And for something else." in page.text
    assert 'name="notice" value="2"' in page.text
    assert choose(as_json=True, decision="accept_all", notice="1").json()["current_notice"] == 2
    assert not client.cookies
    assert not ConsentEvent.objects.exists()


def test_a_no_to_an_old_notice_counts(client: Client, choose, publisher) -> None:
    publisher.publish(change_purpose("statistics"))
    assert choose(decision="refuse_all", notice="1").status_code == 303
    assert client.get("/cookies/state.json").json()["decided"] is True


def test_a_notice_whose_wording_alone_changed_takes_answers_to_the_old_one(client: Client, choose, publisher) -> None:
    publisher.publish(change_purpose("statistics"), meaning_unchanged=True)
    assert choose(decision="accept_all", notice="1").status_code == 303
    assert ConsentEvent.objects.get().notice.number == 1, "what was read is what is recorded"
    assert granted(client) == EVERYTHING


def test_consent_changed_is_sent_after_the_commit(choose, django_capture_on_commit_callbacks) -> None:

    heard: list[tuple[frozenset[str], frozenset[str]]] = []

    def listen(sender: object, granted: frozenset[str], previous: frozenset[str], **kwargs: object) -> None:
        heard.append((granted, previous))

    consent_changed.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            choose(statistics="on")
            choose(statistics="on")
            choose(decision="refuse_all")
    finally:
        consent_changed.disconnect(listen)
    assert heard == [(frozenset({"statistics"}), frozenset()), (frozenset(), frozenset({"statistics"}))]


def test_without_any_notice_nothing_can_be_agreed_to(client: Client, choose) -> None:

    NoticeText.objects.all().delete()
    NoticeVersion.objects.all().delete()
    assert choose(decision="accept_all").status_code == 503
    assert client.get("/cookies/").status_code == 200
    assert granted(client) == set()


def test_an_account_has_one_state_and_no_row_is_made_for_visitors(client: Client, choose, charlie) -> None:
    choose(statistics="on")
    assert not ConsentState.objects.exists()
    client.force_login(charlie)
    choose(statistics="on")
    choose(decision="refuse_all")
    assert ConsentState.objects.get().granted == frozenset()


@pytest.mark.parametrize(
    ("answer", "publish", "words"),
    [
        (None, False, "You have not chosen yet."),
        ({"decision": "refuse_all"}, False, "You refused everything optional."),
        ({"statistics": "on"}, False, "Your choice is saved."),
        ({"statistics": "on"}, True, "What we ask has changed since you chose"),
    ],
)
def test_ones_own_page_says_what_holds(client: Client, choose, publisher, answer, publish: bool, words: str) -> None:
    if answer:
        choose(**answer)
    if publish:
        publisher.publish(change_purpose("statistics"))
    assert words in client.get("/cookies/mine/").text
    assert "The record of your choice is erased" in client.get("/cookies/mine/?erased=1").text


def test_a_signal_of_the_browser_is_said_on_ones_own_page(client: Client, choose) -> None:
    choose(marketing="on")
    page = client.get("/cookies/mine/", headers={"sec-gpc": "1"}).text
    assert "Nothing optional is active, because your account or your browser refuses" in page
    assert "Global Privacy Control" in page
