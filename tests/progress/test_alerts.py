"""Who is told what in the application about reports, items and reminders."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from django.urls import reverse

from notifications import inbox
from notifications.models import Notification
from progress import discarding, reminders, workflow
from stakeholders import assignments, commitment_changes
from stakeholders.commitment_data import data_of
from tests import factories

pytestmark = pytest.mark.django_db


def _told(user) -> list[str]:
    return [one.content.text for one in inbox.entries(Notification.objects.filter(user=user))]


@pytest.fixture
def submitted(commitment, alice):
    return factories.submitted(commitment, by=alice)


def test_a_return_is_told_to_its_author_and_the_focal_point_with_the_reason(submitted, carol, alice, fatima):
    workflow.return_report(report=submitted, by=carol, reason="Which districts?")
    for person in (alice, fatima):
        (entry,) = inbox.entries(Notification.objects.filter(user=person))
        assert "returned your organisation’s report" in entry.content.text
        assert entry.content.detail == "Which districts?"
        assert entry.content.path == reverse("reporting:report", kwargs={"pk": submitted.pk})
    assert not _told(carol)


def test_publication_and_retraction_are_told(submitted, carol, alice, fatima):
    published = workflow.publish(report=submitted, by=carol)
    assert _told(alice) == [f"Your report on “{submitted.commitment.title}” was published."]
    assert not _told(fatima)
    workflow.retract(report=published, by=carol, reason="Wrong figures.")
    assert "retracted" in _told(alice)[0]
    assert "retracted" in _told(fatima)[0]


def test_a_request_to_sign_off_is_told_to_who_can(commitment, verania, alice, fatima):
    workflow.ask_sign_off(report=factories.draft(commitment, by=alice), by=alice)
    assert _told(fatima) == [f"A colleague asks you to sign off the report on “{commitment.title}”."]
    assert not _told(alice)


def test_what_was_deleted_since_is_left_out(commitment, alice, fatima):
    report = factories.draft(commitment, by=alice)
    workflow.ask_sign_off(report=report, by=alice)
    discarding.discard(report=report, by=alice)
    assert not _told(fatima)


def test_an_item_that_is_given_is_told_and_one_that_is_taken_is_not(commitment, verania, alice, fatima):
    assignments.give(commitment=commitment, organisation=verania, to=alice, by=fatima)
    assert _told(alice) == [f"A colleague gave you “{commitment.title}” to report on."]
    assignments.give(commitment=commitment, organisation=verania, to=fatima, by=fatima)
    assert not _told(fatima)


def test_a_handover_is_told_once(commitment, verania, alice, fatima):
    other = factories.commitment(verania, by=fatima)
    for one in (commitment, other):
        assignments.give(commitment=one, organisation=verania, to=fatima, by=fatima)
    assignments.hand_over(organisation=verania, person=fatima, to=alice, by=fatima)
    assert _told(alice) == ["A colleague gave you 2 commitments to report on."]


def test_the_digest_is_told_as_well(commitment, alice, fatima):
    due = datetime.date(2026, 7, 31)
    factories.period(starts_on=datetime.date(2026, 1, 1), ends_on=datetime.date(2026, 6, 30), due_on=due)
    reminders.plan(now=datetime.datetime(2026, 8, 8, 6, tzinfo=datetime.UTC), on=datetime.date(2026, 8, 8))
    (entry,) = inbox.entries(Notification.objects.filter(user=alice))
    assert entry.content.text == "You have one task."
    assert entry.content.detail == "One is overdue."


@pytest.mark.parametrize("approved", [True, False])
def test_the_decision_about_a_change_is_told_to_its_author(commitment, fatima, carol, approved):
    data = replace(data_of(commitment), title="Train 900 investigators")
    change = commitment_changes.edit(commitment=commitment, by=fatima, data=data, reason="The budget was doubled.")
    if approved:
        commitment_changes.approve(change=change, by=carol)
        assert _told(fatima) == ["A curator published your change of “Train 900 investigators”."]
    else:
        commitment_changes.refuse(change=change, by=carol, reason="By when?")
        (entry,) = inbox.entries(Notification.objects.filter(user=fatima))
        assert "did not publish" in entry.content.text
        assert entry.content.detail == "By when?"
