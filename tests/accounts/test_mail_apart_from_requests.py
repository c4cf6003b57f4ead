"""No request waits for a mail server, and no secret of a mail rests in the database."""

from __future__ import annotations

import datetime
import re
import socket
from collections.abc import Iterator

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import credentials, invitations, sessions
from accounts.kept_forms import owner_token
from accounts.models import Invitation, User
from gta import schedule
from outbox import sweeping
from outbox.models import Message
from outbox.states import State
from progress import calendars, report_links, worklist
from stakeholders.models import Organisation
from submissions import tokens
from tests import factories
from tests.cast import PASSWORD, sign_in
from tests.letters import letters

RESET = "/accounts/password/reset/"
UNKNOWN = "nobody.here@example.org"
pytestmark = pytest.mark.django_db


@pytest.fixture
def silent(settings: object) -> Iterator[socket.socket]:
    """A mail server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.getsockname()
        yield server


class TestARequest:
    def test_it_never_speaks_to_the_mail_server(
        self, silent, verania: Organisation, fatima: User, ada: User, carol: User, commits
    ) -> None:
        browser = sign_in(Client(), fatima)
        new = "another-long-and-quiet-phrase"
        invited = {"email": "nora@example.org", "name": "Nora", "language": "fr", "role": "reporter"}
        with commits():
            for email in (carol.email, UNKNOWN):
                Client().post(RESET, {"email": email})
            browser.post("/accounts/email/", {"email": "fatima.new@example.org", "action_add": "1"})
            browser.post(reverse("stakeholders:invite", args=[verania.slug]), invited)
            credentials.reset_second_factor(user=carol, reason="Lost.", by=ada)
            browser.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
        with pytest.raises(BlockingIOError):
            silent.accept()
        assert Message.objects.filter(state=State.PENDING, kind__startswith="accounts.").count() == 6

    def test_a_known_and_an_unknown_address_cost_the_same(self, client: Client, charlie: User) -> None:
        asked = []
        for email in ("warm.up@example.org", charlie.email, UNKNOWN):
            with CaptureQueriesContext(connection) as found:
                client.post(RESET, {"email": email})
            asked.append([re.sub(r'"s\d+_x\d+"', "…", one["sql"])[:24] for one in found])
        assert asked[1] == asked[2] and len(asked[1]) > 3

    def test_what_is_not_owed_any_more_is_not_sent(self, client: Client, ada: User, charlie: User) -> None:
        invitation, _link = invitations.invite(email="nia@example.org", by=ada)
        invitations.revoke(invitation=invitation, by=ada)
        client.post(RESET, {"email": charlie.email})
        with time_machine.travel(timezone.now() + datetime.timedelta(hours=2, minutes=1)):
            assert not letters()
        assert set(Message.objects.values_list("state", flat=True)) <= {State.CANCELLED, State.PENDING}

    def test_a_link_of_another_key_is_not_sent_and_shows_to_the_inviter(
        self, settings, client: Client, verania: Organisation, fatima: User
    ) -> None:
        sign_in(client, fatima)
        page, sent = reverse("stakeholders:invite", args=[verania.slug]), {"email": "nora@example.org"}
        client.post(page, sent | {"name": "Nora", "language": "en", "role": "reporter"})
        where = reverse("stakeholders:organisation_detail", args=[verania.slug])
        assert "The email is waiting to be sent." in client.get(where).content.decode()
        settings.SECRET_KEY = "another-" + settings.SECRET_KEY
        assert not letters()
        sign_in(client, fatima)
        assert "We could not send the email." in client.get(where).content.decode()


def everything() -> str:
    """Every column of every table, the tables of caches too."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found += [str(row) for row in cursor.fetchall()]
    return "\n".join(found)


def secrets_of(text: str) -> list[str]:
    """The parts of addresses in a mail that open something."""
    return [part for link in re.findall(r"https?://\S+", text) for part in re.split(r"[/?=&]", link) if len(part) > 20]


class TestTheDatabase:
    def test_no_secret_of_a_link_rests_in_it(
        self, client: Client, alice: User, fatima: User, ada: User, verania: Organisation
    ) -> None:
        today = timezone.localdate()
        day = datetime.timedelta(days=1)
        factories.period(starts_on=today - 90 * day, ends_on=today - day, due_on=today + 7 * day)
        factories.commitment(verania, by=fatima)
        invitations.invite(email="nia@example.org", by=ada)
        client.post(RESET, {"email": alice.email})
        sign_in(client, alice)
        client.post("/accounts/email/", {"email": "alice.new@example.org", "action_add": "1"})
        sent = letters()
        found = [secret for one in sent for secret in secrets_of(one.body)]
        assert len(found) == 3, [one.subject for one in sent]
        [item] = worklist.for_person(alice, on=today).due
        [(address, _until)] = report_links.make([item], user=alice, at=timezone.now()).values()
        _token, secret = tokens.issue(
            organisation=verania, name="Records", scope="read", expires_at=timezone.now() + 9 * day, by=fatima
        )
        found += [*secrets_of(address), *secrets_of(calendars.make_address(user=alice)), secret, PASSWORD]
        stored = everything()
        assert [one for one in found if one in stored] == []

    def test_what_a_session_held_goes_when_it_is_over(self, client: Client, alice: User) -> None:
        typed = "what Alice typed when her session was over"
        browser = Client()
        browser.post("/accounts/login/", {"login": alice.email, "password": PASSWORD})
        client.post(reverse("accounts:preferences"), {"form_owner": owner_token(alice), "text": typed})
        assert typed.replace(" ", "+") in str([one.get_decoded() for one in Session.objects.all()])
        assert UserSession.objects.exists()
        sessions.forget_expired(on=timezone.now())
        assert Session.objects.count() == 2
        sessions.forget_expired(on=timezone.now() + datetime.timedelta(hours=13))
        assert not Session.objects.exists() and not UserSession.objects.exists()
        assert "accounts.tasks.forget_sessions" in {one["task"] for one in schedule.CELERY_BEAT_SCHEDULE.values()}

    def test_account_mail_goes_after_a_week(self, client: Client) -> None:
        client.post(RESET, {"email": UNKNOWN})
        assert len(letters()) == 1
        assert sweeping.forget_settled() == 0
        for days in (6, 8):
            Message.objects.update(settled_at=timezone.now() - datetime.timedelta(days=days))
            assert sweeping.forget_settled() == (days == 8)
        assert UNKNOWN not in everything()


def test_the_link_can_be_worked_out_again_but_not_from_the_database_alone(ada: User, settings) -> None:
    _invitation, link = invitations.invite(email="nia@example.org", by=ada)
    assert invitations.link_of(Invitation.objects.get()) == link
    settings.SECRET_KEY = "another-" + settings.SECRET_KEY
    assert invitations.link_of(Invitation.objects.get()) != link


@pytest.fixture
def commits(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)
