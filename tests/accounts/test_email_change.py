"""Another e-mail address: after a recent proof, once its owner opened the link, and the old one is told."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core.mail import EmailMessage
from django.test import Client

from accounts.models import User
from tests.cast import PASSWORD, give_second_factor, sign_in
from tests.letters import letters

PAGE = "/accounts/email/"
NEW = "charlie.new@example.org"


def ask_for(client: Client, address: str):
    return client.post(PAGE, {"email": address, "action_add": "1"})


def link_in(message: EmailMessage) -> str:
    return re.search(r"http://testserver(/accounts/confirm-email/\S+)", message.body).group(1)


@pytest.mark.django_db
def test_the_address_changes_when_its_link_is_opened_and_the_old_one_is_told(client: Client, charlie: User) -> None:
    old = charlie.email
    sign_in(client, charlie)
    ask_for(client, "Charlie.New@Example.org")
    (asked,) = letters()
    assert asked.to == [NEW]
    charlie.refresh_from_db()
    assert charlie.email == old

    link = link_in(asked)
    client.get(link)
    charlie.refresh_from_db()
    assert charlie.email == old
    client.post(link)
    charlie.refresh_from_db()
    assert charlie.email == NEW
    assert [address.email for address in EmailAddress.objects.filter(user=charlie)] == [NEW]
    assert letters()[1].to == [old]
    assert NEW in letters()[1].body
    assert b"This link no longer works" in Client().get(link).content


@pytest.mark.django_db
def test_it_needs_a_recent_proof_and_goes_on_after_it(client: Client, charlie: User) -> None:
    sign_in(client, charlie, ago=60 * 60)
    assert ask_for(client, NEW)["Location"].startswith("/accounts/reauthenticate/")
    assert not letters()
    client.post(f"/accounts/reauthenticate/?next={PAGE}", {"password": PASSWORD, "next": PAGE})
    assert letters()[0].to == [NEW]


@pytest.mark.django_db
def test_it_works_with_a_second_factor_too(client: Client, charlie: User) -> None:
    give_second_factor(charlie)
    sign_in(client, charlie)
    ask_for(client, NEW)
    assert letters()[0].to == [NEW]


@pytest.mark.django_db
def test_an_address_of_another_person_gets_the_same_answer_and_is_never_taken(
    client: Client, charlie: User, bob: User
) -> None:
    sign_in(client, charlie)
    pages = []
    for address in [bob.email, "free@example.org"]:
        answer = ask_for(client, address)
        pages.append((answer.status_code, answer.headers.get("Location")))
        client.post(link_in(letters()[-1])) if address == bob.email else None
    assert pages[0] == pages[1]
    charlie.refresh_from_db()
    bob.refresh_from_db()
    assert (charlie.email, bob.email) == ("charlie.cole@example.org", "bob.birk@example.org")


@pytest.mark.django_db
def test_signing_in_with_the_waiting_address_does_not_work(client: Client, charlie: User) -> None:
    sign_in(client, charlie)
    ask_for(client, NEW)
    other = Client()
    other.post("/accounts/login/", {"login": NEW, "password": PASSWORD})
    assert "_auth_user_id" not in other.session


@pytest.mark.django_db
def test_a_waiting_change_is_cancelled(client: Client, charlie: User) -> None:
    sign_in(client, charlie)
    ask_for(client, NEW)
    assert NEW.encode() in client.get(PAGE).content
    client.post(PAGE, {"email": NEW, "action_remove": "1"})
    assert f"{NEW} is cancelled" in client.get(PAGE).content.decode()
    assert NEW.encode() not in client.get(PAGE).content
    assert [address.email for address in EmailAddress.objects.all()] == [charlie.email]


@pytest.mark.parametrize("address", ["", "not an address", "a@b\r\nBcc: evil@example.org", "x" * 300 + "@example.org"])
@pytest.mark.django_db
def test_a_wrong_address_is_said_at_the_field(client: Client, charlie: User, address: str) -> None:
    sign_in(client, charlie)
    answer = ask_for(client, address)
    assert answer.status_code == 200
    assert b'id="id_email_error"' in answer.content
    assert not letters()
