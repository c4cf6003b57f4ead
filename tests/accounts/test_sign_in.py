"""Signing in: alike for known and unknown addresses, throttled without locking anyone out, and staying on the site."""

import re
import time

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.adapter import client_address
from accounts.models import User
from tests.cast import PASSWORD, sign_in

LOGIN = "/accounts/login/"


def attempt(client: Client, email: str, password: str = "wrong", address: str = "198.51.100.7", **extra):
    return client.post(LOGIN, {"login": email, "password": password, **extra}, REMOTE_ADDR=address)


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def without_what_differs(content: bytes, email: str) -> str:
    """A page's text without the token of the moment and the address that was typed."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", content.decode())
    return text.replace(email, "")


@pytest.mark.django_db
def test_the_right_password_signs_in_and_leads_to_the_start(client: Client, charlie: User) -> None:
    answer = attempt(client, "Charlie.Cole@Example.org", PASSWORD)
    assert answer.status_code == 302
    assert answer["Location"] == reverse("accounts:start")
    assert signed_in(client)


@pytest.mark.parametrize("path", [LOGIN, "/accounts/password/reset/"])
@pytest.mark.django_db
def test_known_and_unknown_addresses_get_the_same_answer(path: str, charlie: User) -> None:
    answers = []
    for email in [charlie.email, "nobody.here@example.org"]:
        answer = Client().post(path, {"login": email, "email": email, "password": "wrong"}, follow=True)
        answers.append((answer.status_code, answer.redirect_chain, without_what_differs(answer.content, email)))
    assert answers[0] == answers[1]


@pytest.mark.django_db
def test_an_unknown_address_costs_as_much_hashing_as_a_known_one(charlie: User) -> None:
    def seconds(email: str) -> float:
        best = []
        for _try in range(3):
            started = time.process_time()
            attempt(Client(), email)
            best.append(time.process_time() - started)
        return min(best)

    known, unknown = seconds(charlie.email), seconds("nobody.here@example.org")
    assert 0.5 < known / unknown < 2


@pytest.mark.django_db
def test_a_closed_account_is_told_apart_only_with_the_right_password(charlie: User) -> None:
    User.objects.filter(pk=charlie.pk).update(is_active=False)
    wrong = attempt(Client(), charlie.email)
    unknown = attempt(Client(), "nobody.here@example.org")
    assert without_what_differs(wrong.content, charlie.email) == without_what_differs(
        unknown.content, "nobody.here@example.org"
    )
    right = Client()
    assert attempt(right, charlie.email, PASSWORD)["Location"] == "/accounts/inactive/"
    assert not signed_in(right)


@pytest.mark.parametrize("email", ["charlie.cole@example.org", "nobody.here@example.org"])
@pytest.mark.django_db
def test_failing_often_from_one_address_stops_that_address(email: str, charlie: User) -> None:
    for _try in range(5):
        assert b"is not correct" in attempt(Client(), email).content
    assert b"Too many attempts" in attempt(Client(), email, PASSWORD).content


@pytest.mark.django_db
def test_failing_on_purpose_does_not_lock_the_owner_out(client: Client, charlie: User) -> None:
    for _try in range(7):
        attempt(Client(), charlie.email, address="203.0.113.66")
    attempt(client, charlie.email, PASSWORD, address="198.51.100.7")
    assert signed_in(client)


@pytest.mark.django_db
def test_a_crowd_of_addresses_is_stopped_but_the_owner_at_a_familiar_address_is_not(charlie: User) -> None:
    home = "198.51.100.7"
    attempt(Client(), charlie.email, PASSWORD, address=home)
    for number in range(31):
        attempt(Client(), charlie.email, address=f"203.0.113.{number}")
    stranger, owner = Client(), Client()
    assert b"Too many attempts" in attempt(stranger, charlie.email, PASSWORD, address="192.0.2.99").content
    attempt(owner, charlie.email, PASSWORD, address=home)
    assert signed_in(owner)
    assert not signed_in(stranger)


@pytest.mark.django_db
def test_one_address_cannot_try_many_accounts() -> None:
    pages = [attempt(Client(), f"person{number}@example.org").content for number in range(21)]
    assert b"Too many attempts" in pages[-1]
    assert b"Too many attempts" not in pages[-2]


@pytest.mark.django_db
def test_throttles_are_counted_in_the_database(settings: object) -> None:
    assert settings.CACHES["throttles"]["BACKEND"].endswith("DatabaseCache")
    for _try in range(5):
        attempt(Client(), "someone@example.org")
    assert b"Too many attempts" in attempt(Client(), "someone@example.org").content
    caches["default"].clear()
    assert b"Too many attempts" in attempt(Client(), "someone@example.org").content
    caches["throttles"].clear()
    assert b"is not correct" in attempt(Client(), "someone@example.org").content


@pytest.mark.parametrize(
    ("count", "forwarded", "expected"),
    [
        (0, "192.0.2.1", "198.51.100.7"),
        (1, "192.0.2.1", "192.0.2.1"),
        (1, "6.6.6.6, 192.0.2.1", "192.0.2.1"),
        (2, "6.6.6.6, 192.0.2.1, 10.0.0.1", "192.0.2.1"),
        (2, "192.0.2.1", "198.51.100.7"),
        (1, "not an address", "198.51.100.7"),
        (1, "", "198.51.100.7"),
        (1, "2001:db8::1", "2001:db8::1"),
        (1, "192.0.2.1:4711", "192.0.2.1"),
    ],
)
def test_the_client_address_comes_from_counted_proxies_only(
    settings: object, rf: RequestFactory, count: int, forwarded: str, expected: str
) -> None:
    settings.TRUSTED_PROXY_COUNT = count
    request = rf.get("/", HTTP_X_FORWARDED_FOR=forwarded, REMOTE_ADDR="198.51.100.7")
    assert client_address(request) == expected


@pytest.mark.django_db
def test_an_invented_forwarded_address_does_not_escape_the_throttle(charlie: User) -> None:
    for number in range(6):
        answer = Client().post(
            LOGIN, {"login": charlie.email, "password": "wrong"}, HTTP_X_FORWARDED_FOR=f"192.0.2.{number}"
        )
    assert b"Too many attempts" in answer.content


@pytest.mark.django_db
def test_the_session_key_changes_at_sign_in_and_at_a_renewed_proof(client: Client, charlie: User) -> None:
    client.get("/accounts/password/reset/")
    session = client.session
    session["before"] = True
    session.save()
    anonymous = session.session_key
    attempt(client, charlie.email, PASSWORD)
    at_sign_in = client.session.session_key
    assert at_sign_in != anonymous
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert client.session.session_key != at_sign_in
    assert signed_in(client)
    assert list(UserSession.objects.values_list("session_key", flat=True)) == [client.session.session_key]


@pytest.mark.django_db
def test_signing_out_ends_the_session_on_the_server(client: Client, charlie: User) -> None:
    attempt(client, charlie.email, PASSWORD)
    stolen = client.cookies["session"].value
    client.post("/accounts/logout/")
    thief = Client()
    thief.cookies["session"] = stolen
    assert thief.get("/accounts/security/")["Location"].startswith(LOGIN)


@pytest.mark.django_db
def test_closing_an_account_bites_on_the_next_request(client: Client, charlie: User) -> None:
    attempt(client, charlie.email, PASSWORD)
    assert client.get("/accounts/security/").status_code == 200
    User.objects.filter(pk=charlie.pk).update(is_active=False)
    assert client.get("/accounts/security/")["Location"].startswith(LOGIN)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("/fr/accounts/preferences/", "/fr/accounts/preferences/"),
        ("https://evil.example/", "/accounts/start/"),
        ("//evil.example/", "/accounts/start/"),
        ("https:evil.example", "/accounts/start/"),
        ("/\\evil.example", "/accounts/start/"),
        ("javascript:alert(1)", "/accounts/start/"),
        ("http://127.0.0.1/", "/accounts/start/"),
    ],
)
@pytest.mark.django_db
def test_next_stays_on_the_site(client: Client, charlie: User, wanted: str, expected: str) -> None:
    assert attempt(client, charlie.email, PASSWORD, next=wanted)["Location"] == expected


@pytest.mark.django_db
def test_a_forged_host_is_refused(client: Client) -> None:
    assert client.get(LOGIN, HTTP_HOST="evil.example").status_code == 400


@pytest.mark.django_db
def test_nobody_signs_up(client: Client) -> None:
    answer = client.post(
        "/accounts/signup/", {"email": "new@example.org", "password1": PASSWORD, "password2": PASSWORD}
    )
    assert b"You need an invitation to get an account" in answer.content
    assert not User.objects.exists()


@pytest.mark.django_db
def test_signing_in_needs_a_token_against_forgery(charlie: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert attempt(strict, charlie.email, PASSWORD).status_code == 403


@pytest.mark.django_db
def test_only_declared_cookies_are_set(client: Client, charlie: User) -> None:
    client.get(LOGIN)
    attempt(client, charlie.email, PASSWORD)
    assert set(client.cookies) <= {"session", "csrf"}
    assert client.cookies["session"]["httponly"]
    assert client.cookies["session"]["samesite"] == "Lax"


@pytest.mark.django_db
def test_signing_out_leaves_no_session(client: Client, alice: User) -> None:
    """A visitor with one would miss the proxy’s cache, and its row would stay until it ends by itself."""
    sign_in(client, alice)
    assert Session.objects.exists()
    assert client.post("/accounts/logout/", follow=True).status_code == 200
    assert not Session.objects.exists()
