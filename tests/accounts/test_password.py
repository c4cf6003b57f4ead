"""Forgotten and changed passwords: links that work once, for a while, on this site's own address."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts.models import User
from tests.cast import PASSWORD, sign_in
from tests.letters import letters

RESET = "/accounts/password/reset/"
NEW_PASSWORD = "another-long-and-quiet-phrase"


def reset_link(client: Client, email: str, **extra) -> str:
    client.post(RESET, {"email": email}, **extra)
    return re.search(r"http\S+/password/reset/key/\S+", letters()[-1].body).group()


def path_of(link: str) -> str:
    return link.removeprefix("http://testserver")


def choose(client: Client, link: str):
    page = client.get(path_of(link))
    if page.status_code != 302:
        return page
    return client.post(page["Location"], {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})


@pytest.mark.django_db
def test_a_reset_link_sets_a_password_once(client: Client, charlie: User) -> None:
    link = reset_link(client, charlie.email)
    assert choose(client, link).status_code == 302
    charlie.refresh_from_db()
    assert charlie.check_password(NEW_PASSWORD)
    assert b"This link no longer works" in choose(Client(), link).content


@pytest.mark.django_db
def test_a_reset_link_expires(client: Client, charlie: User) -> None:
    link = reset_link(client, charlie.email)
    with time_machine.travel(timezone.now() + timedelta(hours=2, minutes=1)):
        assert b"This link no longer works" in choose(Client(), link).content
    charlie.refresh_from_db()
    assert charlie.check_password(PASSWORD)


@pytest.mark.django_db
def test_a_reset_does_not_sign_in_and_ends_every_session(client: Client, charlie: User) -> None:
    sign_in(client, charlie)
    other = Client()
    choose(other, reset_link(other, charlie.email))
    assert "_auth_user_id" not in other.session
    assert client.get("/accounts/security/").status_code == 302
    assert "was reset" in letters()[-1].body


@pytest.mark.django_db
def test_an_unknown_address_gets_a_mail_that_says_so_and_no_link(client: Client) -> None:
    client.post(RESET, {"email": "nobody.here@example.org"})
    assert letters()[0].to == ["nobody.here@example.org"]
    assert "There is no account" in letters()[0].body
    assert "reset/key" not in letters()[0].body


@pytest.mark.django_db
def test_links_in_mails_are_built_on_the_site_address(settings: object, client: Client, charlie: User) -> None:
    settings.SITE_URL = "https://tracker.example"
    link = reset_link(client, charlie.email, HTTP_HOST="127.0.0.1")
    assert link.startswith("https://tracker.example/accounts/password/reset/key/")
    assert "127.0.0.1" not in letters()[0].body


@pytest.mark.parametrize("email", ["charlie.cole@example.org", "nobody.here@example.org"])
@pytest.mark.django_db
def test_a_mailbox_cannot_be_flooded_and_the_answer_does_not_tell(charlie: User, email: str) -> None:
    answers = [Client().post(RESET, {"email": email}, REMOTE_ADDR=f"192.0.2.{n}") for n in range(5)]
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(302, "/accounts/password/reset/done/")}
    assert len(letters()) == 3


@pytest.mark.django_db
def test_a_link_from_before_the_flood_still_works(client: Client, charlie: User) -> None:
    link = reset_link(client, charlie.email)
    for _try in range(5):
        Client().post(RESET, {"email": charlie.email})
    assert choose(client, link).status_code == 302


@pytest.mark.django_db
def test_a_changed_password_ends_the_other_sessions_and_is_told(client: Client, charlie: User) -> None:
    other = Client()
    for browser in [client, other]:
        browser.post("/accounts/login/", {"login": charlie.email, "password": PASSWORD})
    client.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
    )
    assert client.get("/accounts/security/").status_code == 200
    assert other.get("/accounts/security/").status_code == 302
    assert "password of your account was changed" in letters()[-1].body
    assert f"reset your password now and email {settings.CONTACT_EMAIL}." in letters()[-1].body


@pytest.mark.parametrize(
    ("password", "repeated", "says"),
    [
        ("short", "short", b"12"),
        ("password1234", "password1234", b"common"),
        (NEW_PASSWORD, "other", b"same password"),
    ],
)
@pytest.mark.django_db
def test_a_bad_password_is_refused_at_the_field(
    client: Client, charlie: User, password: str, repeated: str, says: bytes
) -> None:
    sign_in(client, charlie)
    answer = client.post(
        "/accounts/password/change/", {"oldpassword": PASSWORD, "password1": password, "password2": repeated}
    )
    assert answer.status_code == 200
    assert says in answer.content


@pytest.mark.django_db
def test_passwords_are_hashed_with_argon2() -> None:
    assert User.objects.create_user("hash@example.org", PASSWORD, name="Hash").password.startswith("argon2")


@pytest.mark.django_db
def test_a_person_ends_single_sessions_and_all_others(client: Client, charlie: User, bob: User) -> None:
    browsers = [Client() for _number in range(3)]
    for browser in [client, *browsers]:
        browser.post("/accounts/login/", {"login": charlie.email, "password": PASSWORD})
    foreign = Client()
    foreign.post("/accounts/login/", {"login": bob.email, "password": PASSWORD})

    one = UserSession.objects.get(session_key=browsers[0].session.session_key)
    client.post(f"/accounts/sessions/{one.pk}/end/")
    assert browsers[0].get("/accounts/security/").status_code == 302
    assert browsers[1].get("/accounts/security/").status_code == 200

    theirs = UserSession.objects.get(user=bob)
    client.post(f"/accounts/sessions/{theirs.pk}/end/")
    assert foreign.get("/accounts/security/").status_code == 200

    client.post("/accounts/sessions/")
    assert browsers[1].get("/accounts/security/").status_code == 302
    assert client.get("/accounts/security/").status_code == 200
