"""Reporting at both ends of the date line: what a person may enter and is asked is of their day, what is stored is of
the site's.
"""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from accounts.days import site_day, today_of
from accounts.models import Digest, Preferences
from outbox.models import Message
from progress import assessments, drafts, evidence, mails, reminders, rollups, workflow
from progress.models import CommitmentStatus, ProgressReport, ReviewState
from recommendations.partial_dates import PartialDate
from stakeholders import responses
from tests import factories
from tests.accounts.test_days import lives_in
from tests.cast import sign_in
from tests.progress.test_reporting_pages import page_of, posted

DAY = datetime.timedelta(days=1)
# (zone, moment, days that the person is ahead of the site, which is on UTC)
PLACES = [
    ("Pacific/Kiritimati", "2026-11-30T10:30Z", 1),
    ("Pacific/Auckland", "2026-11-30T12:01Z", 1),
    ("Pacific/Pago_Pago", "2026-12-01T10:59Z", -1),
    ("Europe/Paris", "2026-03-29T22:01Z", 1),
    ("Europe/Paris", "2026-10-24T22:01Z", 1),
    ("Europe/Paris", "2026-10-25T22:59Z", 0),
]


@pytest.fixture(params=PLACES, ids=[f"{zone} {moment}" for zone, moment, _ahead in PLACES])
def place(request, alice, carol):
    """The reporter and the curator live there, and it is that moment: how far their day is from the site's."""
    zone, moment, ahead = request.param
    lives_in(zone, alice, carol)
    with time_machine.travel(moment, tick=False):
        yield ahead


def test_things_as_they_stood_today_are_published_and_counted_on_the_sites_day(
    client: Client, place, commitment, alice, carol
):
    today = today_of(alice)
    assert today - site_day() == place * DAY
    client.force_login(alice)
    assert (
        client.post(
            reverse("reporting:start"), {"commitment": commitment.pk, "organisation": commitment.lead_organisation_id}
        ).status_code
        == 302
    )
    report = ProgressReport.objects.get()
    assert report.covers_until == today
    said = posted(report, narrative="Begun.", action="submit")
    assert client.post(page_of(report), said | {"covers_until": (today + DAY).isoformat()}).status_code == 400
    report.refresh_from_db()
    answer = client.post(page_of(report), said | {"covers_until": today.isoformat(), "version": report.version})
    assert answer.status_code == 302
    sign_in(client, carol)
    client.post(reverse("review:publish", kwargs={"pk": report.pk}))
    report.refresh_from_db()
    assert report.review_state == ReviewState.PUBLISHED
    assert CommitmentStatus.objects.get(report=report).valid_from == site_day()
    assert rollups.rebuild(on=site_day()) == 0
    for address in ("/", "/commitments/", f"/commitments/{commitment.pk}/", f"/reports/{report.pk}/", "/reports/"):
        assert Client().get(address).status_code == 200


def test_my_reporting_the_reminder_and_its_subject_say_the_same(client: Client, place, verania, fatima, alice):
    for number in range(3):
        factories.commitment(verania, by=fatima, title=f"Promise {number}")
    factories.period(
        starts_on=datetime.date(2020, 1, 1), ends_on=datetime.date(2020, 6, 30), due_on=today_of(alice) - DAY
    )
    Preferences.objects.filter(user=alice).update(digest=Digest.DAILY)
    client.force_login(alice)
    page = client.get(reverse("reporting:work"))
    assert page.context["today"] == today_of(alice)
    assert len(page.context["work"].overdue) == 3
    call_command("remind", dry_run=True)
    reminders.plan(now=datetime.datetime.now(datetime.UTC))
    message = Message.objects.get(user=alice)
    assert message.payload["on"] == today_of(alice).isoformat()
    content = mails.digest(message)
    assert "3 are overdue" in content.subject
    assert content.text.count(", overdue") == 3


def test_the_command_plans_for_each_persons_day(place, due_yesterday, alice):
    call_command("remind")
    assert Message.objects.get(user=alice).payload["on"] == today_of(alice).isoformat()
    assert Message.objects.get(user=alice).not_before == datetime.datetime.now(datetime.UTC), "sent at once"


@pytest.fixture
def due_yesterday(place, commitment, alice):
    return factories.period(
        starts_on=datetime.date(2020, 1, 1), ends_on=datetime.date(2020, 6, 30), due_on=today_of(alice) - 7 * DAY
    )


def test_nothing_significant_changed_as_of_the_persons_day(place, commitment, alice, carol):
    factories.published(commitment, by=alice, curator=carol, covers_until=today_of(alice) - 40 * DAY)
    report = drafts.no_change(commitment=commitment, organisation=commitment.lead_organisation, by=alice)
    assert report.covers_until == today_of(alice)
    assert report.review_state == ReviewState.SUBMITTED


@pytest.mark.parametrize("late", [0, 1])
def test_other_days_of_a_form_are_the_persons_too(place, commitment, recommendation, alice, fatima, carol, late):
    day = today_of(alice) + late * DAY
    verania = commitment.lead_organisation
    lives_in(alice.preferences.time_zone, fatima)
    verbs = (
        lambda: evidence.add_link(
            report=factories.draft(commitment, by=alice),
            by=alice,
            url="https://example.org/",
            title="",
            dated=PartialDate.parse(day.isoformat()),
        ),
        lambda: responses.set_response(
            organisation=verania, recommendation=recommendation, by=fatima, response="supported", stated_on=day
        ),
        lambda: assessments.assess(
            commitment=commitment, by=carol, completion="limited", rationale="Half of it.", assessed_on=day
        ),
    )
    for verb in verbs:
        if late:
            with pytest.raises(Exception, match=r"not come yet|in the future"):
                verb()
        else:
            verb()


def test_colleagues_on_both_sides_of_the_date_line(commitment, alice, fatima):
    lives_in("Pacific/Kiritimati", alice)
    lives_in("Pacific/Pago_Pago", fatima)
    at = datetime.datetime(2026, 11, 30, 10, 30, tzinfo=datetime.UTC)
    report = factories.draft(commitment, by=alice, covers_until=today_of(alice, at), at=at)
    assert workflow.submit(report=report, by=fatima, at=at).review_state == ReviewState.SUBMITTED
    assert today_of(alice, at) - today_of(fatima, at) == 2 * DAY


def test_stages_of_a_return_count_from_the_persons_day(commitment, alice, carol):
    lives_in("Pacific/Kiritimati", alice)
    at = datetime.datetime(2026, 11, 30, 10, 30, tzinfo=datetime.UTC)
    report = factories.submitted(commitment, by=alice, at=at)
    workflow.return_report(report=report, by=carol, reason="Which courts?", at=at)
    reminders.plan(now=at, on=datetime.date(2026, 12, 7))
    assert not Message.objects.filter(user=alice, kind=reminders.DIGEST).exists()
    reminders.plan(now=at, on=datetime.date(2026, 12, 8))
    assert Message.objects.filter(user=alice, kind=reminders.DIGEST).exists()
