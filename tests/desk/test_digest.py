"""The weekly mail of curators and administrators: what waits, and which organisations nobody speaks for."""

from __future__ import annotations

import datetime

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import Preferences
from desk import digests
from outbox.models import Message
from outbox.sending import deliver
from stakeholders import memberships
from tests import factories
from tests.cast import sign_in

MONDAY = datetime.datetime(2026, 11, 30, 9, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def monday(time_machine) -> None:
    time_machine.move_to(MONDAY)


@pytest.fixture
def unspoken(verania, fatima, carol):
    """Verania has lost its focal point."""
    memberships.end(membership=fatima.memberships.get(), by=carol)
    return verania


def sent() -> dict[str, mail.EmailMessage]:
    digests.plan(now=timezone.now())
    deliver()
    found = {message.to[0]: message for message in mail.outbox}
    mail.outbox.clear()
    return found


def test_an_organisation_that_nobody_speaks_for_is_named_with_its_page(unspoken, client: Client, carol, ada, alice):
    found = sent()
    assert set(found) == {carol.email, ada.email}, "curators and administrators, and nobody else"
    for person in (carol, ada):
        text = found[person.email].body
        assert "1 organisation has no active focal point." in text and unspoken.name in text
        page = next(line.strip() for line in text.splitlines() if "/organisation" in line)
        sign_in(client, person)
        assert client.get(page.removeprefix("http://testserver")).status_code == 200


def test_what_waits_is_listed(verania, fatima, alice, carol):
    factories.submitted(factories.commitment(verania, by=fatima), by=alice)
    assert "Reports to review: 1" in sent()[carol.email].body


def test_once_a_week(unspoken, carol, ada, time_machine):
    assert len(sent()) == 2
    assert digests.plan(now=timezone.now()) == 0
    time_machine.move_to(MONDAY + datetime.timedelta(days=6))
    assert digests.plan(now=timezone.now()) == 0
    time_machine.move_to(MONDAY + datetime.timedelta(days=7))
    assert digests.plan(now=timezone.now()) == 2


def test_nothing_waits(verania, fatima, carol):
    assert not sent()
    assert Message.objects.get(user=carol).state == "cancelled"


@pytest.mark.parametrize("values", [{"digest": "never"}, {"unsubscribed_at": MONDAY}])
def test_who_wants_no_reminders_gets_none(unspoken, carol, values):
    Preferences.objects.filter(user=carol).update(**values)
    assert carol.email not in sent()


def test_planning_takes_the_same_queries_for_everybody(carol, ada, dan, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        assert digests.plan(now=timezone.now()) == 3
