"""Reminders that a curator sends by hand: the preview says who gets what, and sending does it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Preferences
from notifications.models import Notification
from outbox import allowances, suppression
from outbox.models import Message, SuppressedAddress
from outbox.sending import deliver
from progress import nudges, reminders, snoozes
from progress.errors import NotPermitted, ReasonRequired
from progress.models import Nudge, NudgedPerson
from progress.nudges import NobodyToNudge, PreviewOutdated
from stakeholders import assignments, memberships
from stakeholders.models import Membership, Role
from tests import factories
from tests.cast import person, sign_in

TODAY = timezone.localdate()
PAGE = "curate_progress:nudge"


@pytest.fixture
def due(commitment, verania):
    """A report of Verania's that is due in ten days; nobody was reminded yet."""
    factories.period(
        starts_on=TODAY - timedelta(days=90), ends_on=TODAY - timedelta(days=1), due_on=TODAY + timedelta(days=10)
    )
    return {(commitment.pk, verania.pk)}


@pytest.fixture
def curator(client: Client, carol) -> Client:
    return sign_in(client, carol)


def preview(keys) -> nudges.Preview:
    return nudges.preview(keys, now=timezone.now())


def who(found: nudges.Preview) -> list[str]:
    return [one.user.name for one in found.recipients]


def why(found: nudges.Preview, user) -> str:
    return next((one.why for one in found.left_out if one.user == user), "")


def send(keys, by, **more) -> Nudge:
    return nudges.send(keys=keys, by=by, reason="The meeting is near.", expected=preview(keys).fingerprint, **more)


def posted(commitment, organisation, fingerprint: str, **more) -> dict:
    return {
        "item": f"{commitment.pk}-{organisation.pk}",
        "fingerprint": fingerprint,
        "reason": "The meeting is near.",
        **more,
    }


class TestPreview:
    def test_those_who_report_are_named(self, due, alice, fatima):
        found = preview(due)
        assert who(found) == ["Alice Arden", "Fatima Faro"]
        assert not Message.objects.exists() and not Nudge.objects.exists(), "looking sends nothing"

    def test_what_has_an_owner_goes_to_the_owner(self, due, commitment, verania, alice, fatima):
        assignments.give(commitment=commitment, organisation=verania, to=alice, by=alice)
        found = preview(due)
        assert who(found) == ["Alice Arden"]
        assert "colleague" in why(found, fatima)

    @pytest.mark.parametrize(
        ("values", "reason"),
        [
            ({"digest": "never"}, "Chose to get no reminders"),
            ({"unsubscribed_at": timezone.now()}, "Chose to get no reminders"),
            ({"snoozed_until": TODAY + timedelta(days=5)}, "Asked for no reminders before"),
        ],
        ids=["never", "unsubscribed", "snoozed"],
    )
    def test_what_a_person_chose_is_kept(self, due, alice, fatima, values, reason):
        Preferences.objects.filter(user=fatima).update(**values)
        found = preview(due)
        assert who(found) == ["Alice Arden"]
        assert reason in why(found, fatima)

    def test_an_address_that_does_not_work(self, due, alice, fatima):
        suppression.suppress(fatima.email, cause=SuppressedAddress.Cause.BOUNCE)
        assert "do not arrive" in why(preview(due), fatima)

    def test_a_paused_report(self, due, commitment, verania, alice, fatima):
        snoozes.snooze(
            commitment=commitment, organisation=verania, by=fatima, until=TODAY + timedelta(days=7), on=TODAY
        )
        assert "Paused" in why(preview(due), fatima)

    def test_the_cap_of_the_day(self, due, fatima, settings):
        settings.OUTBOX_DAILY_CAP = 1
        allowances.take_for_person(fatima.email, on=timezone.now())
        assert "as many emails today" in why(preview(due), fatima)

    def test_who_was_reminded_in_the_usual_way(self, due, alice, fatima):
        Preferences.objects.filter(user=fatima).update(digest="daily")
        reminders.plan(now=timezone.now(), on=TODAY)
        assert "usual reminder" in why(preview(due), fatima)

    def test_an_organisation_that_nobody_hears_for_is_named(self, due, verania, alice, fatima, carol):
        for member in verania.memberships.active():
            memberships.end(membership=member, by=carol)
        found = preview(due)
        assert (found.recipients, found.unheard) == ([], [verania])

    def test_its_queries_do_not_grow(self, due, verania, fatima, commitment, django_assert_num_queries):
        keys = set(due)
        preview(keys)
        with CaptureQueriesContext(connection) as few:
            preview(keys)
        for number in range(3):
            keys.add((factories.commitment(verania, by=fatima).pk, verania.pk))
            Membership.objects.create(user=person(f"Reporter {number}"), organisation=verania, role=Role.REPORTER)
        with django_assert_num_queries(len(few)):
            assert len(preview(keys).recipients) == 4


class TestSending:
    def test_each_gets_one_mail_in_their_language_about_what_was_shown(self, due, alice, fatima, carol, commitment):
        Preferences.objects.filter(user=fatima).update(language="fr")
        nudge = send(due, carol)
        Message.objects.update(not_before=timezone.now())
        deliver()
        by_address = {message.to[0]: message for message in mail.outbox}
        assert set(by_address) == {alice.email, fatima.email}
        assert commitment.title in by_address[alice.email].body
        assert "/fr/" in by_address[fatima.email].body and "/fr/" not in by_address[alice.email].body
        assert "List-Unsubscribe" in by_address[alice.email].extra_headers
        assert (nudge.by, nudge.reason) == (carol, "The meeting is near.")
        assert Notification.objects.filter(kind="nudge").count() == 2

    def test_a_second_time_within_the_week_nobody_is_reminded(self, due, alice, fatima, carol, dan):
        send(due, carol)
        found = preview(due)
        assert not found.recipients and "already reminded by a curator" in why(found, alice)
        with pytest.raises(NobodyToNudge):
            send(due, dan)
        later = timezone.now() + timedelta(days=7)
        assert who(nudges.preview(due, now=later)) == ["Alice Arden", "Fatima Faro"]

    def test_nothing_is_sent_that_was_not_shown(self, due, alice, fatima, carol):
        seen = preview(due).fingerprint
        Preferences.objects.filter(user=alice).update(digest="never")
        with pytest.raises(PreviewOutdated):
            nudges.send(keys=due, by=carol, reason="The meeting is near.", expected=seen)
        assert not Message.objects.exists()

    def test_the_database_holds_one_a_day(self, due, alice, carol):
        nudge = send(due, carol)
        with pytest.raises(IntegrityError), transaction.atomic():
            NudgedPerson.objects.create(nudge=nudge, user=alice, on=TODAY)

    def test_what_is_not_owed_any_more_is_not_sent(self, due, commitment, alice, fatima, carol):
        send(due, carol)
        factories.submitted(commitment, by=alice)
        Message.objects.update(not_before=timezone.now())
        deliver()
        assert not mail.outbox
        assert set(Message.objects.values_list("state", flat=True)) == {"cancelled"}

    def test_only_curators_and_with_a_reason(self, due, alice, carol):
        with pytest.raises(NotPermitted):
            send(due, alice)
        with pytest.raises(ReasonRequired):
            nudges.send(keys=due, by=carol, reason=" ", expected=preview(due).fingerprint)


class TestPages:
    def test_from_coverage_to_what_became_of_it(self, curator, due, commitment, verania, alice, fatima):
        page = curator.get(reverse(PAGE), {"organisation": verania.pk})
        html = page.content.decode()
        assert "2 people would get an email each." in " ".join(html.split())
        text = curator.get(reverse("curate_progress:nudge_text", args=[fatima.pk]), {"item": page.context["items"]})
        assert commitment.title in text.content.decode()
        typed = posted(commitment, verania, page.context["preview"].fingerprint)
        assert curator.post(reverse(PAGE), typed | {"reason": ""}).status_code == 400
        done = curator.post(reverse(PAGE), typed, follow=True)
        assert "2 people are reminded by email." in done.content.decode()
        assert "The meeting is near." in done.content.decode()
        sent = curator.get(reverse("curate_progress:nudge_sent", args=[Nudge.objects.get().pk])).content.decode()
        assert commitment.title in sent and "Fatima Faro" in sent
        coverage = curator.get(reverse("curate_progress:coverage")).content.decode()
        assert re.search(r"Last reminded by a curator.*?<time", coverage, re.DOTALL)
        again = curator.post(reverse(PAGE), typed)
        assert again.status_code == 409
        for words in ("Nothing was sent", "already reminded by a curator"):
            assert words in again.content.decode()
        assert Nudge.objects.count() == 1

    def test_a_reason_is_kept_when_the_preview_is_out_of_date(self, curator, due, commitment, verania, fatima):
        answer = curator.post(reverse(PAGE), posted(commitment, verania, "f" * 64))
        assert answer.status_code == 409 and "The meeting is near." in answer.content.decode()

    @pytest.mark.parametrize("query", ["item=x", "item=1-2-3", "organisation=x", "organisation=1&period=0"])
    def test_what_is_no_tick_is_not_found(self, curator, due, query):
        assert curator.get(f"{reverse(PAGE)}?{query}").status_code == 404

    def test_without_a_tick_it_asks_for_one(self, curator, due):
        assert "Choose at least one organisation" in curator.get(reverse(PAGE), follow=True).content.decode()

    @pytest.mark.parametrize("name", ["curate_progress:nudge", "curate_progress:nudges", "curate_progress:coverage"])
    @pytest.mark.parametrize("person", ["alice", "fatima", "ada", "charlie"])
    def test_only_curators(self, client, request, name, person):
        sign_in(client, request.getfixturevalue(person))
        assert client.get(reverse(name)).status_code == 404
