"""Sign-in, sign-out, two devices, a shared computer: what holds is what both account and browser said yes to."""

from __future__ import annotations

import threading
from typing import Any

import pytest
import time_machine
from django.db import connections
from django.test import Client
from django.utils import timezone

from consent import notices, recording, retention, verification
from consent.models import ConsentEvent, ConsentState, DailyCount, SubjectKind
from consent.recording import Answer
from tests.cast import PASSWORD

from .conftest import change_purpose, granted

pytestmark = pytest.mark.django_db

ACCOUNT = SubjectKind.ACCOUNT


def sign_in(client: Client, person: Any) -> None:
    """Through the page, with the browser's cookies, as people do."""
    assert client.post("/accounts/login/", {"login": person.email, "password": PASSWORD}).status_code == 302


def sign_out(client: Client) -> None:
    assert client.post("/accounts/logout/").status_code == 302


def account_kinds() -> list[str]:
    """The kinds of the account's events, oldest first."""
    return list(ConsentEvent.objects.filter(subject_kind=ACCOUNT).order_by("number").values_list("kind", flat=True))


def own_mask(client: Client) -> tuple[str, str]:
    """The cookie's own choice and the account's limit over it."""
    parts = client.cookies["consent"].value.split(".")
    return parts[2], parts[3]


def test_a_grant_is_never_carried_into_an_account_silently(client: Client, choose, charlie) -> None:
    choose(statistics="on")
    sign_in(client, charlie)
    state = client.get("/cookies/state.json").json()
    assert (granted(client), state["ask"], state["account"]) == (set(), True, True)
    assert not ConsentState.objects.exists()
    assert account_kinds() == []


def test_confirming_once_makes_it_count_for_both(client: Client, choose, charlie) -> None:
    choose(statistics="on")
    sign_in(client, charlie)
    choose(statistics="on")
    assert granted(client) == {"statistics"}
    assert ConsentState.objects.get().granted == {"statistics"}
    assert account_kinds() == ["grant"]
    assert ConsentEvent.objects.count() == 2, "the browser's own grant stands; confirming adds the account's alone"


def test_a_refusal_in_the_browser_is_carried_into_a_new_account(client: Client, choose, charlie) -> None:
    choose(decision="refuse_all")
    sign_in(client, charlie)
    client.get("/cookies/state.json")
    assert ConsentState.objects.get().granted == frozenset()
    assert account_kinds() == ["merge"]


def test_a_refusal_in_the_browser_narrows_what_the_account_said(client: Client, choose, charlie) -> None:
    laptop = Client()
    sign_in(laptop, charlie)
    choose(to=laptop, decision="accept_all")
    choose(preferences="on")
    sign_in(client, charlie)
    assert granted(client) == {"preferences"}
    assert granted(laptop) == {"preferences"}
    assert account_kinds() == ["grant", "merge"]


def test_a_device_that_was_never_asked_gets_nothing_from_the_account(client: Client, choose, charlie) -> None:
    laptop = Client()
    sign_in(laptop, charlie)
    choose(to=laptop, decision="accept_all")
    sign_in(client, charlie)
    assert granted(client) == set()
    assert client.get("/cookies/state.json").json()["ask"] is True


def test_withdrawing_on_one_device_ends_it_on_the_other(client: Client, choose, charlie) -> None:
    laptop = Client()
    sign_in(laptop, charlie)
    choose(to=laptop, decision="accept_all")
    sign_in(client, charlie)
    choose(decision="accept_all")
    laptop.post("/cookies/withdraw/")
    assert granted(client) == set()


def test_signing_out_returns_to_the_browsers_choice(client: Client, choose, charlie) -> None:
    choose(statistics="on")
    sign_in(client, charlie)
    client.get("/cookies/state.json")
    assert own_mask(client) == ("2", "x")
    sign_out(client)
    assert own_mask(client) == ("2", "-")
    assert granted(client) == {"statistics"}


def test_a_shared_computer_gives_the_next_person_nothing(client: Client, choose, charlie, bob) -> None:
    sign_in(client, charlie)
    choose(decision="accept_all")
    sign_out(client)
    sign_in(client, bob)
    assert granted(client) == set()
    assert recording.state_of(bob) is None


def test_public_pages_follow_the_account_without_loading_the_session(client: Client, choose, charlie) -> None:
    """The account's limit travels in the cookie, so a page that may be cached denies what the account denies."""
    laptop = Client()
    choose(statistics="on")
    sign_in(client, charlie)
    choose(statistics="on")
    sign_in(laptop, charlie)
    choose(to=laptop, decision="refuse_all")
    client.get("/cookies/mine/")
    assert own_mask(client) == ("2", "0")
    response = client.get("/cookies/statistics/")
    assert "Cookie" not in response.get("Vary", "")
    assert response.wsgi_request.consent.granted == frozenset()
    assert response.wsgi_request.session.accessed is False


def test_a_signed_in_choice_keeps_the_browser_in_step(client: Client, choose, charlie) -> None:
    sign_in(client, charlie)
    choose(statistics="on", preferences="on")
    assert own_mask(client) == ("3", "3")
    sign_out(client)
    assert own_mask(client) == ("3", "-")
    owners = ConsentEvent.objects.values_list("subject_kind", "kind").order_by("number")
    assert list(owners) == [("account", "grant"), ("receipt", "grant")]
    subjects = set(ConsentEvent.objects.values_list("subject", flat=True))
    assert len(subjects) == 2, "nothing ties the account's row to the browser's"


def test_an_accounts_refusal_is_recorded(client: Client, choose, charlie) -> None:
    sign_in(client, charlie)
    choose(decision="refuse_all")
    choose(decision="refuse_all")
    assert account_kinds() == ["refuse"]


def test_an_accounts_yes_runs_out_and_is_written_down(client: Client, choose, charlie) -> None:
    with time_machine.travel("2026-01-01T00:00:00+00:00", tick=False) as clock:
        sign_in(client, charlie)
        choose(decision="accept_all")
        clock.move_to("2026-07-02T00:00:00+00:00")
        assert retention.purge(at=timezone.now()).lapsed == 1
        assert retention.purge(at=timezone.now()).lapsed == 0
    assert account_kinds() == ["grant", "expire"]
    assert ConsentState.objects.get().granted == frozenset()


def test_a_material_change_ends_an_accounts_yes_for_that_category_alone(
    client: Client, choose, charlie, publisher
) -> None:
    sign_in(client, charlie)
    choose(decision="accept_all")
    publisher.publish(change_purpose("marketing"))
    assert granted(client) == {"preferences", "statistics"}
    assert retention.lapse_all(at=timezone.now()) == 1
    assert ConsentState.objects.get().granted == {"preferences", "statistics"}
    assert client.get("/cookies/state.json").json()["ask"] is True


@pytest.mark.parametrize("times", [1, 5])
def test_signing_in_again_and_again_writes_nothing_more(client: Client, choose, charlie, times: int) -> None:
    choose(decision="refuse_all")
    for _time in range(times):
        sign_in(client, charlie)
        client.get("/cookies/state.json")
        sign_out(client)
    assert account_kinds() == ["merge"]


@pytest.mark.django_db(transaction=True)
def test_choices_made_at_once_leave_one_state_and_a_whole_log(charlie: Any) -> None:
    """Eight browsers of one account choose at the same moment."""
    answers = [frozenset({"statistics"}), frozenset(), frozenset({"preferences"}), frozenset({"statistics"})] * 2
    notice = notices.current_exactly()
    start, failures = threading.Barrier(len(answers)), []

    def choose_in_a_thread(chosen: frozenset[str]) -> None:
        answer = Answer(granted=chosen, notice=notice.version, language="en", way="page")
        try:
            start.wait()
            at = timezone.now()
            recording.choose(by=charlie, answer=answer, held=None, asks_since=notice.asks_since, at=at)
        except Exception as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=choose_in_a_thread, args=(chosen,)) for chosen in answers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    last = ConsentEvent.objects.filter(subject_kind=ACCOUNT).order_by("-number").first()
    assert ConsentState.objects.get().granted == last.granted
    assert list(verification.verify()) == []


@pytest.mark.parametrize("signed_in", [False, True])
@pytest.mark.django_db(transaction=True)
def test_one_request_sent_many_times_at_once_is_recorded_once(charlie: Any, signed_in: bool) -> None:
    """A double click, or a phone that sends again: every copy is answered as the first."""
    fields = {"decision": "accept_all", "idempotency_key": "3f2a9c0d7b1e4a5f8c6d2e1b0a9f8e7d"}
    clients = [Client(raise_request_exception=False) for _copy in range(6)]
    for client in clients if signed_in else []:
        client.force_login(charlie)
    start, answers = threading.Barrier(len(clients)), []

    def send(client: Client) -> None:
        try:
            start.wait()
            answers.append(client.post("/cookies/choice/", fields).status_code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [303] * len(clients)
    assert account_kinds() == ["grant"] * signed_in
    assert ConsentEvent.objects.count() == 1 + signed_in
    assert DailyCount.objects.get().answers == 1
    assert list(verification.verify()) == []
