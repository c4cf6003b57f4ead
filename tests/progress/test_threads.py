"""Conversations: a call for help about a commitment, and comments on a report under review. Nothing is public."""

from __future__ import annotations

import datetime
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from notifications import inbox
from notifications.models import Notification
from outbox.models import Message
from progress import mails, threads, workflow
from progress.errors import NotPermitted, WrongState
from progress.models import Thread, ThreadMessage
from stakeholders import assignments, memberships
from stakeholders.models import Membership, Role
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

MORNING = datetime.datetime(2026, 9, 1, 8, tzinfo=datetime.UTC)


@pytest.fixture
def call(commitment, verania, alice):
    """Verania asks for money."""
    return threads.ask_for_help(
        commitment=commitment,
        organisation=verania,
        by=alice,
        help_kind="funding",
        text="Half of the budget is missing.",
        at=MORNING,
    )


def _told(user) -> list[str]:
    return [one.content.text for one in inbox.entries(Notification.objects.filter(user=user))]


def _mailed(user) -> list[Message]:
    return list(Message.objects.filter(user=user, kind="thread_message").order_by("pk"))


class TestACallForHelp:
    def test_the_curators_are_told_until_one_answers(self, carol, dan, call, alice):
        assert all("An organisation wrote to the curators" in _told(one)[0] for one in (carol, dan))
        threads.write(thread=call, by=carol, text="How much?", at=MORNING)
        threads.write(thread=call, by=alice, text="40,000 a year.", at=MORNING)
        assert len(_told(carol)) == 2
        assert len(_told(dan)) == 1

    def test_the_answer_is_told_to_who_asked_and_to_the_owner(self, call, commitment, verania, carol, alice, fatima):
        assignments.give(commitment=commitment, organisation=verania, to=fatima, by=fatima)
        threads.write(thread=call, by=carol, text="How much?")
        assert _told(alice) == [f"A curator wrote to you about “{commitment.title}”."]
        assert _told(alice) == [one for one in _told(fatima) if "wrote to you" in one]

    def test_a_report_that_is_blocked_opens_one(self, commitment, verania, alice):
        factories.submitted(
            commitment, by=alice, health="blocked", help_kind="legal", help_needed="A change of the law."
        )
        thread = threads.open_call(commitment, verania)
        assert thread.help_kind == "legal"
        assert [one.text for one in thread.messages.all()] == ["A change of the law."]

    def test_a_report_that_returns_and_is_sent_again_asks_once(self, commitment, verania, alice, carol):
        report = factories.submitted(
            commitment, by=alice, health="blocked", help_kind="legal", help_needed="A change of the law."
        )
        report = workflow.return_report(report=report, by=carol, reason="Which law?")
        workflow.submit(report=report, by=alice)
        assert ThreadMessage.objects.count() == 1

    def test_there_is_one_open_call_a_commitment(self, call, commitment, verania, alice):
        again = threads.ask_for_help(
            commitment=commitment, organisation=verania, by=alice, help_kind="staff", text="And two people."
        )
        assert again == call
        assert call.messages.count() == 2

    def test_a_closed_one_takes_no_message_and_can_be_opened_again(self, call, carol, alice):
        threads.close(thread=call, by=carol)
        with pytest.raises(threads.Closed):
            threads.write(thread=call, by=alice, text="One more thing.")
        threads.reopen(thread=call, by=alice)
        threads.write(thread=call, by=alice, text="One more thing.")

    def test_the_newer_one_is_gone_on_with(self, call, commitment, verania, alice, carol):
        threads.close(thread=call, by=carol)
        threads.ask_for_help(commitment=commitment, organisation=verania, by=alice, help_kind="staff", text="People.")
        with pytest.raises(WrongState, match="newer"):
            threads.reopen(thread=call, by=carol)

    def test_the_same_form_twice_is_one_message(self, call, carol):
        token = uuid.uuid4()
        for _ in range(2):
            threads.write(thread=call, by=carol, text="How much?", token=token)
        assert call.messages.count() == 2
        assert ThreadMessage.objects.filter(text="How much?").count() == 1


class TestWhoMay:
    def test_other_organisations_see_nothing(self, call, bob, client):
        assert not Thread.objects.visible_to(bob).exists()
        with pytest.raises(NotPermitted):
            threads.write(thread=call, by=bob, text="Hello.")
        client.force_login(bob)
        assert client.get(reverse("reporting:thread", args=[call.pk])).status_code == 404

    def test_a_curator_who_reports_for_the_organisation_writes_on_its_side(self, call, verania, carol):
        Membership.objects.create(user=carol, organisation=verania, role=Role.REPORTER)
        threads.write(thread=call, by=carol, text="We need it by May.")
        assert not ThreadMessage.objects.get(text="We need it by May.").from_curators


class TestMail:
    def test_one_a_day_brings_all_that_was_written(self, call, carol, alice):
        threads.write(thread=call, by=carol, text="How much?", at=MORNING)
        threads.write(thread=call, by=carol, text="And by when?", at=MORNING + datetime.timedelta(hours=2))
        (mail,) = _mailed(alice)
        content = mails.thread_message(mail)
        assert "How much?" in content.text
        assert "And by when?" in content.text
        assert reverse("reporting:thread", args=[call.pk]) in content.html
        threads.write(thread=call, by=carol, text="Any news?", at=MORNING + datetime.timedelta(days=1))
        assert len(_mailed(alice)) == 2

    def test_whoever_has_left_gets_none(self, call, verania, carol, alice, fatima):
        threads.write(thread=call, by=carol, text="How much?")
        memberships.end(membership=Membership.objects.get(user=alice), by=fatima)
        assert mails.thread_message(_mailed(alice)[0]) is None


class TestCommentsOnAReport:
    @pytest.fixture
    def report(self, commitment, alice):
        return factories.submitted(commitment, by=alice)

    def test_its_people_and_curators_talk_while_it_is_under_review(self, report, alice, carol, client):
        client.force_login(carol)
        answer = client.post(
            reverse("reporting:comment", args=[report.pk]), {"text": "Which districts?", "token": uuid.uuid4()}
        )
        assert answer.status_code == 302
        client.force_login(alice)
        page = client.get(reverse("reporting:report", args=[report.pk])).content.decode()
        assert "Which districts?" in page
        assert "Write a comment" in page

    def test_after_publication_they_can_be_read_and_not_written(self, report, alice, carol, client):
        threads.comment(report=report, by=alice, text="The annex follows.")
        workflow.publish(report=report, by=carol)
        with pytest.raises(WrongState):
            threads.comment(report=report, by=alice, text="Here it is.")
        client.force_login(alice)
        answer = client.post(
            reverse("reporting:comment", args=[report.pk]), {"text": "Here it is.", "token": uuid.uuid4()}
        )
        assert answer.status_code == 409
        assert "Here it is." in answer.content.decode()
        page = client.get(reverse("reporting:report", args=[report.pk])).content.decode()
        assert "The annex follows." in page
        assert "Write a comment" not in page

    def test_a_comment_is_no_call_for_help(self, report, alice, client, carol):
        threads.comment(report=report, by=alice, text="The annex follows.")
        client.force_login(carol)
        assert "Nobody asks for help" in client.get(reverse("curate_progress:help")).content.decode()


class TestPages:
    def test_what_cannot_be_sent_stays_in_the_form(self, call, alice, carol, client):
        threads.close(thread=call, by=carol)
        client.force_login(alice)
        answer = client.post(
            reverse("reporting:thread", args=[call.pk]), {"text": "One more thing.", "token": uuid.uuid4()}
        )
        assert answer.status_code == 409

    def test_an_empty_message_is_said_at_its_field(self, call, alice, client):
        client.force_login(alice)
        answer = client.post(reverse("reporting:thread", args=[call.pk]), {"text": " ", "token": uuid.uuid4()})
        assert answer.status_code == 400
        assert "Write a message." in answer.content.decode()

    def test_the_curators_list_says_who_is_waited_for(self, call, carol, client):
        client.force_login(carol)
        page = client.get(reverse("curate_progress:help")).content.decode()
        assert call.commitment.title in page
        assert "Funding" in page
        threads.write(thread=call, by=carol, text="How much?")
        assert "the organisation" in client.get(reverse("curate_progress:help")).content.decode()

    def test_its_queries_do_not_grow_with_the_calls(self, call, verania, fatima, alice, carol, client):
        client.force_login(carol)

        def asked() -> int:
            with CaptureQueriesContext(connection) as queries:
                client.get(reverse("curate_progress:help"))
            return len(queries)

        asked()
        one = asked()
        for _ in range(5):
            threads.ask_for_help(
                commitment=factories.commitment(verania, by=fatima),
                organisation=verania,
                by=alice,
                help_kind="staff",
                text="Two people.",
            )
        assert asked() == one

    def test_a_commitments_page_leads_to_its_conversations(self, call, alice, client):
        client.force_login(alice)
        page = client.get(reverse("stakeholders:commitment", args=[call.commitment_id])).content.decode()
        assert reverse("reporting:thread", args=[call.pk]) in page
        assert "Ask the curators for help" in page
