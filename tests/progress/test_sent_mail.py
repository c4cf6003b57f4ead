"""What is owed follows from what was sent; who it goes to and what it says is worked out when it is sent."""

from __future__ import annotations

import datetime
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Digest, Preferences
from outbox import decisions, kinds, queue, suppression
from outbox.models import Message, SuppressedAddress
from outbox.sending import deliver
from outbox.states import Reason, State
from progress import reminders, workflow, worklist
from progress.models import PlannedDigest
from stakeholders.models import Membership
from tests import factories
from tests.outbox.conftest import bring_to

pytestmark = pytest.mark.any_database

HOUR = datetime.time(12, tzinfo=datetime.UTC)


@pytest.fixture
def today() -> datetime.date:
    return timezone.localdate()


@pytest.fixture
def due(commitment, alice, today):
    """A report of Verania's was due a week ago: today a stage is reached. Fatima wants no reminders."""
    Preferences.objects.filter(user__name="Fatima Faro").update(digest=Digest.NEVER)
    return factories.period(
        starts_on=today - timedelta(days=100), ends_on=today - timedelta(days=10), due_on=today - timedelta(days=7)
    )


def owed(on: datetime.date) -> set[str]:
    return {one.user.email for one, _preferences in reminders.owed(on=on, now=timezone.now())}


def plan(on: datetime.date) -> int:
    return reminders.plan(now=timezone.now() - timedelta(minutes=1), on=on)


def move_back(message: Message, days: int) -> None:
    """As if it had been planned that many days ago."""
    row = PlannedDigest.objects.get(message=message)
    row.on -= timedelta(days=days)
    row.save()
    message.payload = {"on": row.on.isoformat()}
    message.occurrence_key = f"digest|{message.user_id}|{row.on.isoformat()}"
    message.message_id = queue.message_id(message.occurrence_key)
    message.save()


class TestMadeUp:
    @pytest.mark.parametrize("state", [State.FAILED, State.CANCELLED, State.HELD])
    def test_what_was_not_sent_is_owed_the_next_day_and_not_twice_that_day(self, state, due, alice, today):
        plan(today)
        assert owed(today + timedelta(days=1)) == set(), "it is on its way"
        bring_to(Message.objects.get(user=alice), state)
        assert owed(today) == set(), "one a day"
        assert owed(today + timedelta(days=1)) == {alice.email}

    @pytest.mark.parametrize("state", [State.SENT, State.UNCERTAIN, State.HANDING, State.PENDING])
    def test_what_was_sent_or_will_be_is_not(self, state, due, alice, today):
        plan(today)
        bring_to(Message.objects.get(user=alice), state)
        assert owed(today + timedelta(days=1)) == set()

    def test_two_days_without_a_mail_server_end_in_one_mail(self, due, alice, today):
        Preferences.objects.filter(user=alice).update(digest=Digest.DAILY)
        for days in (2, 1):
            plan(today)
            move_back(Message.objects.order_by("pk").last(), days)
        plan(today)
        assert Message.objects.count() == 3
        deliver()
        assert [one.to for one in mail.outbox] == [[alice.email]]
        assert sorted(Message.objects.values_list("state", "reason")) == [
            (State.CANCELLED, Reason.NOT_OWED),
            (State.CANCELLED, Reason.NOT_OWED),
            (State.SENT, Reason.NONE),
        ]

    def test_a_digest_that_waited_counts_for_the_day_on_which_it_was_sent(self, due, alice, today):
        plan(today)
        message = Message.objects.get()
        move_back(message, 3)
        deliver()
        assert PlannedDigest.objects.get().on == today
        assert len(mail.outbox) == 1
        assert plan(today) == 0

    def test_one_set_aside_and_released_after_it_was_made_up_says_nothing_twice(self, due, alice, ada, today):
        plan(today)
        first = Message.objects.get()
        move_back(first, 1)
        bring_to(first, State.HELD)
        plan(today)
        deliver()
        decisions.release_message(first, by=ada)
        deliver()
        first.refresh_from_db()
        assert len(mail.outbox) == 1
        assert (first.state, first.reason) == (State.CANCELLED, Reason.NOT_OWED)

    def test_an_address_that_does_not_work_is_not_tried_daily_and_is_made_up_when_it_does(self, due, alice, today):
        plan(today)
        suppression.suppress(alice.email, cause=SuppressedAddress.Cause.BOUNCE)
        deliver()
        assert Message.objects.get(kind="digest").reason == Reason.SUPPRESSED
        assert owed(today + timedelta(days=1)) == set()
        SuppressedAddress.objects.all().delete()
        assert owed(today + timedelta(days=1)) == {alice.email}

    def test_mails_forgotten_with_the_years_count_as_sent(self, due, alice, today):
        plan(today)
        Message.objects.all().delete()
        assert owed(today + timedelta(days=1)) == set()


class TestWhoItGoesTo:
    def returned(self, commitment, alice, carol) -> Message:
        workflow.return_report(report=factories.submitted(commitment, by=alice), by=carol, reason="Which courts?")
        return Message.objects.get(kind="report_returned")

    @pytest.mark.parametrize("kind", ["digest", "report_returned"])
    def test_to_the_address_and_in_the_language_of_the_moment(self, kind, commitment, alice, carol, request, today):
        if kind == "digest":
            request.getfixturevalue("due")
            plan(today)
        else:
            self.returned(commitment, alice, carol)
        alice.email = "alice.new@example.org"
        alice.save()
        Preferences.objects.filter(user=alice).update(language="fr")
        deliver()
        [sent] = mail.outbox
        assert sent.to == ["alice.new@example.org"]
        assert 'lang="fr"' in sent.alternatives[0].content
        message = Message.objects.get(kind=kind)
        assert (message.recipient, message.language) == ("alice.new@example.org", "fr")

    @pytest.mark.parametrize("kind", ["digest", "report_returned"])
    @pytest.mark.parametrize("left", ["the organisation", "the site"])
    def test_nothing_to_who_left(self, kind, left, commitment, alice, carol, request, today):
        if kind == "digest":
            request.getfixturevalue("due")
            plan(today)
        else:
            self.returned(commitment, alice, carol)
        if left == "the site":
            type(alice).objects.filter(pk=alice.pk).update(is_active=False)
        Membership.objects.filter(user=alice).update(ended_at=timezone.now())
        Membership.objects.filter(role="focal_point").update(ended_at=timezone.now())
        deliver()
        assert mail.outbox == []
        assert Message.objects.get(kind=kind).reason == Reason.NOT_OWED

    def test_a_return_goes_to_the_focal_point_when_its_author_left_meanwhile(self, commitment, alice, fatima, carol):
        self.returned(commitment, alice, carol)
        Membership.objects.filter(user=alice).update(ended_at=timezone.now())
        deliver()
        assert [one.to for one in mail.outbox] == [[fatima.email]]
        assert Message.objects.get().user == fatima

    def test_what_it_says_is_true_of_the_day_on_which_it_is_sent(self, due, commitment, alice, today):
        plan(today)
        move_back(Message.objects.get(), 1)
        factories.submitted(commitment, by=alice, period=due)
        deliver()
        assert mail.outbox == []


class TestKinds:
    """Each kind that people get is listed in their preferences, and only what can be stopped offers to stop it."""

    def test_the_preferences_list_every_kind(self, client: Client, alice):
        client.force_login(alice)
        page = client.get(reverse("accounts:preferences")).content.decode()
        registered = [kind for kind in kinds.all_kinds() if not kind.name.startswith("tests.")]
        assert len(registered) >= 4
        for kind in registered:
            assert kind.about
            assert str(kind.about).replace("'", "&#x27;") in page
        stoppable, _heading, certain = page.partition("Emails you always get")
        for kind in registered:
            assert str(kind.about) in (stoppable if kind.can_be_stopped else certain)

    @pytest.mark.parametrize("choice", [{"digest": Digest.NEVER}, {"unsubscribed_at": timezone.now()}, {}])
    @pytest.mark.parametrize("kind", ["report_returned", "report_sent_back"])
    def test_what_cannot_be_stopped_does_not_say_that_it_can(self, kind, choice, commitment, alice, fatima, carol):
        Preferences.objects.filter(user=alice).update(**choice)
        if kind == "report_returned":
            workflow.return_report(report=factories.submitted(commitment, by=alice), by=carol, reason="Which courts?")
        else:
            report = workflow.ask_sign_off(report=factories.draft(commitment, by=alice), by=alice)
            workflow.send_back(report=report, by=fatima, reason="Which courts?")
        deliver()
        [sent] = mail.outbox
        assert sent.to == [alice.email]
        assert not {"List-Unsubscribe", "List-Unsubscribe-Post"} & set(sent.extra_headers)
        for text in (sent.body, sent.alternatives[0].content):
            assert "/u/" not in text
            assert "Which courts?" in text

    def test_what_can_be_stopped_says_how(self, due, alice, today):
        plan(today)
        deliver()
        [sent] = mail.outbox
        assert {"List-Unsubscribe", "List-Unsubscribe-Post"} <= set(sent.extra_headers)


class TestOneNumber:
    def number(self, text: str) -> int:
        found = re.search(r"You have (one|\d+) tasks?", text)
        assert found
        return 1 if found[1] == "one" else int(found[1])

    @pytest.mark.parametrize("name", ["alice", "fatima", "charlie"])
    def test_subject_body_and_page_say_the_same(
        self, name, request, due, verania, alice, fatima, charlie, carol, client: Client, today
    ):
        """A report due and late, one returned, one begun, one to sign off, and a commitment past its end; also for the
        alternate, who is written to because of one of them alone."""
        Membership.objects.create(user=charlie, organisation=verania, role="alternate")
        due.ends_on, due.due_on = today - timedelta(days=40), today - timedelta(days=30)
        due.save()
        Preferences.objects.update(digest=Digest.DAILY)
        several = [factories.commitment(verania, by=fatima, due_on=today - timedelta(days=1)) for _ in range(4)]
        workflow.return_report(report=factories.submitted(several[0], by=alice), by=carol, reason="When?")
        factories.draft(several[1], by=alice)
        workflow.ask_sign_off(report=factories.draft(several[2], by=alice), by=alice)
        user = request.getfixturevalue(name)
        plan(today)
        deliver()
        sent = next(one for one in mail.outbox if one.to == [user.email] and "task" in one.subject)
        client.force_login(user)
        page = client.get(reverse("reporting:work")).content.decode()
        number = worklist.for_person(user, on=today).to_do
        assert {self.number(sent.subject), self.number(sent.body), self.number(page), number} == {number}
        assert len(re.findall("(?m)^- ", sent.body)) == number
        assert f"My reporting ({number})" in page
