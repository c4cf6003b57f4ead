"""Whose day it is: the person's on signed-in pages, the site's on public ones, at both ends of the date line."""

from __future__ import annotations

import datetime
import re

import pytest
import time_machine
from django.conf import settings as site
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import timezone

from accounts import invitations
from accounts.days import site_day, today_of
from accounts.models import Preferences
from tests.cast import person

# (zone, moment, the day there): the site is on UTC. The last five are an hour before and after the clocks change.
DAYS = [
    ("Pacific/Kiritimati", "2026-11-30T10:30Z", "2026-12-01"),
    ("Pacific/Auckland", "2026-11-30T12:01Z", "2026-12-01"),
    ("Pacific/Pago_Pago", "2026-12-01T10:59Z", "2026-11-30"),
    ("Europe/Paris", "2026-03-28T22:59Z", "2026-03-28"),
    ("Europe/Paris", "2026-03-29T22:01Z", "2026-03-30"),
    ("Europe/Paris", "2026-10-24T22:01Z", "2026-10-25"),
    ("Europe/Paris", "2026-10-25T22:59Z", "2026-10-25"),
    ("Europe/Paris", "2026-10-25T23:01Z", "2026-10-26"),
]

HALF_A_DAY = datetime.timedelta(hours=12)


def lives_in(zone: str, *people) -> None:
    """Have people choose a time zone; those at hand know it, too."""
    for one in people:
        Preferences.objects.filter(user=one).update(time_zone=zone)
        one.refresh_from_db()


@pytest.mark.parametrize(("zone", "moment", "day"), DAYS)
def test_a_day_is_the_persons_own(charlie, zone, moment, day):
    lives_in(zone, charlie)
    at = datetime.datetime.fromisoformat(moment)
    assert today_of(charlie, at).isoformat() == day
    with time_machine.travel(at, tick=False):
        assert today_of(charlie).isoformat() == day


@pytest.mark.parametrize(("zone", "moment", "day"), DAYS)
def test_the_sites_day_is_the_same_whoever_asks(settings, zone, moment, day):
    settings.TIME_ZONE = zone
    at = datetime.datetime.fromisoformat(moment)
    with timezone.override("Pacific/Pago_Pago"):
        assert site_day(at).isoformat() == day


def test_nobodys_day_is_the_sites(settings, charlie):
    settings.TIME_ZONE = "Pacific/Kiritimati"
    at = datetime.datetime(2026, 11, 30, 12, tzinfo=datetime.UTC)
    Preferences.objects.filter(user=charlie).update(time_zone="Mars/Base")  # a machine with an older list of zones
    Preferences.objects.filter(user=(dora := person("Dora Dell"))).delete()
    charlie.refresh_from_db()
    assert {
        today_of(one, at).isoformat() for one in (AnonymousUser(), charlie, type(dora).objects.get(pk=dora.pk))
    } == {"2026-12-01"}


@pytest.mark.parametrize(
    ("zone", "shown"), [("Pacific/Kiritimati", "1 December 2026"), ("Pacific/Pago_Pago", "30 November 2026")]
)
def test_days_on_signed_in_pages_are_the_persons(client: Client, charlie, zone, shown):
    lives_in(zone, charlie)
    moment = datetime.datetime(2026, 12, 1, 10, 30, tzinfo=datetime.UTC) - (zone == "Pacific/Kiritimati") * HALF_A_DAY
    Preferences.objects.filter(user=charlie).update(unsubscribed_at=moment)
    client.force_login(charlie)
    assert f"on {shown}" in client.get("/accounts/preferences/").content.decode()


def test_a_public_page_is_the_sites_for_everybody_after_a_signed_in_one_too(client: Client, charlie):
    lives_in("Pacific/Kiritimati", charlie)
    with time_machine.travel("2026-11-30T11:00Z", tick=False):
        before = Client().get("/commitments/")
        client.force_login(charlie)
        assert client.get("/accounts/preferences/").status_code == 200
        assert timezone.get_current_timezone_name() == site.TIME_ZONE, "nothing is left to the thread's next request"
        after = client.get("/commitments/")
        tomorrow = client.get("/commitments/?as_of=2026-12-01")
    assert (after.content, after["ETag"]) == (before.content, before["ETag"])
    assert tomorrow.status_code == 400


def test_the_time_zone_costs_a_page_no_query(client: Client, charlie, django_assert_num_queries):
    client.force_login(charlie)
    client.get("/accounts/security/")  # what the site keeps between pages, such as its notice, is read
    # The session, the person with their preferences, their second factor, whether they lead an organisation, how many
    # notifications they have not read, and whether they assess.
    with django_assert_num_queries(6):
        client.get("/accounts/security/")


def test_an_invitation_ends_on_a_day_of_its_reader(ada, charlie):
    lives_in("Pacific/Kiritimati", charlie)
    lives_in("Pacific/Pago_Pago", ada)
    moment = datetime.datetime(2026, 11, 30, 10, 30, tzinfo=datetime.UTC)
    texts = []
    with timezone.override("Pacific/Pago_Pago"):  # as on the page of the inviter
        for email in (charlie.email, "new@example.org"):
            invitation, link = invitations.invite(email=email, by=ada, on=moment, mail=False)
            texts.append(invitations.invitation_mail.render(invitation=invitation, link=link)[1])
    assert [re.search(r"expires on (\w+ \w+)", text)[1] for text in texts] == ["8 December", "7 December"]
