"""The list of time zones: short, grouped, in the reader's language; a new person's is that of the organisation."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.test import Client
from django.utils import timezone, translation

from accounts import invitations
from accounts.models import Preferences, User
from accounts.time_zones import choices, offset, zone_of_country, zones_by_country
from stakeholders import memberships
from stakeholders.models import Country, InvitedMembership, Organisation, Role
from tests.cast import PASSWORD


def offered() -> dict[str, tuple[str, str]]:
    """Zone to (group, label)."""
    return {name: (group, label) for group, zones in choices() if group != "UTC" for name, label in zones}


@pytest.mark.parametrize(
    ("code", "zone"),
    [
        ("FR", "Europe/Paris"),
        ("KE", "Africa/Nairobi"),
        ("NZ", "Pacific/Auckland"),
        ("KI", "Pacific/Tarawa"),
        ("BR", "America/Sao_Paulo"),
        ("AU", "Australia/Sydney"),
        ("US", "America/New_York"),
        ("RU", "Europe/Moscow"),
        ("UA", "Europe/Kyiv"),
        ("XA", None),
        ("", None),
    ],
)
def test_the_usual_zone_of_a_country(code, zone):
    assert zone_of_country(code) == zone


def test_every_country_has_a_zone(db):
    ours = set(Country.objects.exclude(region="fictional").values_list("code", flat=True))
    assert ours - set(zones_by_country()) <= {"BV", "HM"}, "two islands where nobody lives"


@pytest.mark.parametrize(
    ("language", "region", "country", "one_of_several"),
    [
        ("en", "Oceania", "France", "New Zealand, Chatham Islands"),
        ("fr", "Océanie", "France", "Nouvelle-Zélande, Îles Chatham"),
        ("es", "Oceanía", "Francia", "Nueva Zelandia, Islas Chatham"),
        ("ar", "أوقيانوسيا", "فرنسا", "نيوزيلندا، جزر تشاتام"),
    ],
)
def test_the_list_is_in_the_language_of_the_page(db, language, region, country, one_of_several):
    with translation.override(language), time_machine.travel("2026-07-01T00:00Z", tick=False):
        zones = offered()
    assert zones["Europe/Paris"][1] == f"{country} (\u2066UTC+02:00\u2069)"
    assert zones["Pacific/Chatham"] == (region, f"{one_of_several} (\u2066UTC+12:45\u2069)")


def test_the_list_is_short_and_no_two_lines_are_alike(db):
    zones = offered()
    assert 250 < len(zones) < 350
    assert len({label for _group, label in zones.values()}) == len(zones)
    assert {"Pacific/Kiritimati", "Pacific/Auckland", "Pacific/Pago_Pago"} <= set(zones)


@pytest.mark.parametrize(
    ("zone", "moment", "text"),
    [
        ("America/St_Johns", "2026-01-15T12:00Z", "UTC−03:30"),
        ("Europe/Paris", "2026-03-29T00:59Z", "UTC+01:00"),
        ("Europe/Paris", "2026-03-29T01:00Z", "UTC+02:00"),
        ("UTC", "2026-01-15T12:00Z", "UTC+00:00"),
    ],
)
def test_the_offset_is_that_of_now(zone, moment, text):
    assert offset(zone, datetime.datetime.fromisoformat(moment)) == text


def test_a_zone_that_is_not_in_the_list_stays_and_may_be_chosen(client: Client, charlie):
    Preferences.objects.filter(user=charlie).update(time_zone="America/Indiana/Knox")
    client.force_login(charlie)
    page = client.get("/accounts/preferences/").content.decode()
    assert '<option value="America/Indiana/Knox" selected>' in page
    sent = {"language": "en", "time_zone": "Australia/Melbourne", "digest": "weekly", "digest_hour": "7"}
    assert client.post("/accounts/preferences/", sent).status_code == 302
    assert Preferences.objects.get(user=charlie).time_zone == "Australia/Melbourne"


@pytest.fixture
def of_new_zealand(db) -> Organisation:
    return Organisation.objects.create(
        name="Ministry", slug="ministry", actor_type="government", country=Country.objects.get(code="NZ")
    )


def test_a_new_person_begins_in_the_zone_of_the_country(carol, of_new_zealand):
    invitation, link = invitations.invite(email="new@example.org", by=carol, mail=False)
    InvitedMembership.objects.create(invitation=invitation, organisation=of_new_zealand, role=Role.REPORTER)
    new = invitations.accept(token=link.rstrip("/").rpartition("/")[2], name="Nia New", password=PASSWORD)
    assert Preferences.objects.get(user=new).time_zone == "Pacific/Auckland"


def test_who_has_signed_in_keeps_their_own(carol, charlie, of_new_zealand, settings):
    User.objects.filter(pk=charlie.pk).update(last_login=timezone.now())
    charlie.refresh_from_db()
    memberships.add(organisation=of_new_zealand, user=charlie, role=Role.REPORTER, by=carol)
    assert Preferences.objects.get(user=charlie).time_zone == settings.TIME_ZONE


def test_the_first_organisation_counts(carol, charlie, of_new_zealand, verania):
    french = Organisation.objects.create(
        name="Bureau", slug="bureau", actor_type="ngo", country=Country.objects.get(code="FR")
    )
    for organisation in (verania, of_new_zealand, french):
        memberships.add(organisation=organisation, user=charlie, role=Role.REPORTER, by=carol)
    assert Preferences.objects.get(user=charlie).time_zone == "Pacific/Auckland"
