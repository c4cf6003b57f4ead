"""Administrators read what a mail says before it goes, and leave no trace; people send mails in doubt to themselves."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Digest, Preferences
from outbox import preview
from outbox.models import AuditEntry, Message
from outbox.sending import deliver
from outbox.states import State
from progress import reminders
from progress.models import PlannedDigest, ReportLink
from stakeholders.models import Membership
from tests import factories
from tests.outbox.conftest import bring_to

TODAY = timezone.localdate()


@pytest.fixture
def digest(commitment, alice) -> Message:
    """Alice's, planned for yesterday: it would take today if it were sent now."""
    Preferences.objects.filter(user__name="Fatima Faro").update(digest=Digest.NEVER)
    factories.period(
        starts_on=TODAY - timedelta(days=100), ends_on=TODAY - timedelta(days=10), due_on=TODAY - timedelta(days=7)
    )
    yesterday = TODAY - timedelta(days=1)
    Preferences.objects.filter(user=alice).update(digest=Digest.DAILY)
    reminders.plan(now=timezone.now(), on=yesterday)
    return Message.objects.get(user=alice)


def page(message: Message, person) -> str:
    client = Client()
    client.force_login(person)
    return client.get(reverse("admin:outbox_message_change", args=[message.pk])).content.decode()


def test_it_shows_the_text_and_why_and_changes_nothing(digest, commitment, ada):
    before = (Message.objects.values().get(), PlannedDigest.objects.values().get())
    text = page(digest, ada)
    assert commitment.title in text and "You have one task" in text
    assert "Reminders: one email that lists your tasks" in text
    assert (Message.objects.values().get(), PlannedDigest.objects.values().get()) == before
    assert not ReportLink.objects.exists()


def test_no_secret_of_a_link_is_shown(digest, alice, ada):
    text = page(digest, ada)
    assert "/r/…/" in text and "/u/…/" in text
    assert alice.preferences.unsubscribe_token not in text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://x.example/r/" + "aB3_" * 11 + "/give/ now", "https://x.example/r/…/give/ now"),
        ("https://x.example/c/" + "z" * 43 + ".ics", "https://x.example/c/…"),
        ("See https://x.example/reporting/reports/7/", "See https://x.example/reporting/reports/7/"),
        ("no address: " + "a" * 40, "no address: " + "a" * 40),
    ],
)
def test_what_opens_something_is_left_out(text, shown):
    assert preview.without_secrets(text) == shown


def test_one_that_is_no_longer_owed_says_so(digest, alice, ada):
    Membership.objects.filter(user=alice).update(ended_at=timezone.now())
    assert "no longer owed" in page(digest, ada)


@pytest.mark.parametrize("state", [State.SENT, State.HANDING, State.CANCELLED, State.UNCERTAIN])
def test_the_text_of_what_is_settled_is_not_made_anew(state, digest, commitment, ada):
    assert commitment.title not in page(bring_to(digest, state), ada)


def test_a_text_that_cannot_be_written_is_told_of(digest, ada):
    digest.payload = {}
    digest.save()
    assert "It cannot be written at present" in page(digest, ada)


@pytest.mark.parametrize("name", ["alice", "carol"])
def test_only_administrators_read_it(name, digest, commitment, request):
    assert commitment.title not in page(digest, request.getfixturevalue(name))


def test_the_list_leads_to_what_goes_next(digest, ada):
    client = Client()
    client.force_login(ada)
    shown = client.get(reverse("admin:outbox_message_changelist"), {"state__exact": "pending", "o": "5"})
    assert shown.status_code == 200 and digest.recipient in shown.content.decode()


class TestOneself:
    def test_a_mail_in_doubt_is_sent_again_by_its_person(self, digest, alice, client: Client):
        bring_to(digest, State.UNCERTAIN)
        client.force_login(alice)
        again = reverse("reporting:mail_again", args=[digest.pk])
        assert again in client.get(reverse("reporting:work")).content.decode()
        client.post(again)
        deliver()
        assert [one.to for one in mail.outbox] == [[alice.email]]
        assert AuditEntry.objects.get().by == alice
        assert again not in client.get(reverse("reporting:work")).content.decode()

    @pytest.mark.parametrize("state", [State.SENT, State.FAILED, State.HELD, State.CANCELLED])
    def test_but_none_that_is_not_in_doubt(self, state, digest, alice, client: Client):
        bring_to(digest, state)
        client.force_login(alice)
        client.post(reverse("reporting:mail_again", args=[digest.pk]))
        digest.refresh_from_db()
        assert digest.state == state

    def test_nor_anybody_elses(self, digest, fatima, client: Client):
        bring_to(digest, State.UNCERTAIN)
        client.force_login(fatima)
        assert client.post(reverse("reporting:mail_again", args=[digest.pk])).status_code == 404
        digest.refresh_from_db()
        assert digest.state == State.UNCERTAIN
