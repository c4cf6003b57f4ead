"""A person's own due dates in their calendar program, at an address that only they know."""

from __future__ import annotations

from datetime import timedelta

import icalendar
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Preferences
from progress import calendars
from progress.models import CalendarAddress
from stakeholders import assignments
from stakeholders.models import Membership
from tests import factories

TODAY = timezone.localdate()


@pytest.fixture
def due(commitment):
    return factories.period(
        starts_on=TODAY - timedelta(days=100), ends_on=TODAY - timedelta(days=1), due_on=TODAY + timedelta(days=9)
    )


@pytest.fixture
def address(due, alice) -> str:
    return calendars.make_address(user=alice).removeprefix("http://testserver")


def events(address: str) -> list[icalendar.Event]:
    response = Client().get(address)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert not response.cookies and "no-store" in response.headers["Cache-Control"]
    return icalendar.Calendar.from_ical(response.content).walk("VEVENT")


def test_it_holds_what_waits_with_its_day(address, due, commitment):
    [event] = events(address)
    assert commitment.title in event["SUMMARY"]
    assert event["DTSTART"].dt == due.due_on
    assert event["DTEND"].dt == due.due_on + timedelta(days=1)


def test_what_a_colleague_owns_is_not_in_mine(address, commitment, verania, alice, fatima):
    assignments.give(commitment=commitment, organisation=verania, to=fatima, by=fatima)
    assert events(address) == []


def test_it_is_in_the_persons_language(address, alice):
    Preferences.objects.filter(user=alice).update(language="fr")
    assert b"/fr/reporting/" in Client().get(address).content


def test_nothing_else_is_kept_than_a_digest(address, alice):
    secret = address.rsplit("/", 1)[-1].removesuffix(".ics")
    assert len(secret) >= 43
    assert secret not in str(CalendarAddress.objects.values().get())


def test_a_new_address_ends_the_old_one(address, alice, client: Client):
    client.force_login(alice)
    page = client.post(reverse("reporting:calendar"), {"act": "make"}).content.decode()
    assert Client().get(address).status_code == 404
    shown = page.partition('value="http://testserver')[2].partition('"')[0]
    assert len(events(shown)) == 1
    assert shown not in client.get(reverse("reporting:calendar")).content.decode()


def test_it_ends_when_the_person_says_so(address, alice, client: Client):
    client.force_login(alice)
    client.post(reverse("reporting:calendar"), {"act": "end"})
    assert Client().get(address).status_code == 404


@pytest.mark.parametrize("left", ["the organisation", "the site"])
def test_who_left_has_nothing_due(left, address, alice):
    if left == "the site":
        type(alice).objects.filter(pk=alice.pk).update(is_active=False)
        assert Client().get(address).status_code == 404
    else:
        Membership.objects.filter(user=alice).update(ended_at=timezone.now())
        assert events(address) == []


def test_the_queries_do_not_grow_with_what_is_due(address, verania, fatima):
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            Client().get(address)
        return len(found)

    before = asked()
    for _one in range(5):
        factories.commitment(verania, by=fatima)
    assert len(events(address)) == 6
    assert asked() == before
