"""Items that are put off, and items of a colleague: neither calls for a reminder, until they have waited long."""

from __future__ import annotations

import datetime

import pytest

from accounts.models import User
from progress import reminders, snoozes, worklist
from progress.errors import NotPermitted
from stakeholders import assignments, organisations
from stakeholders.models import Membership, Role
from tests import factories
from tests.cast import person

pytestmark = pytest.mark.django_db

DUE = datetime.date(2026, 7, 31)
SOON = DUE - datetime.timedelta(days=7)


@pytest.fixture
def due(commitment):
    """A period for which a report on ``commitment`` is due on ``DUE``."""
    return factories.period(starts_on=datetime.date(2026, 1, 1), ends_on=datetime.date(2026, 6, 30), due_on=DUE)


def _reminded(on: datetime.date) -> set[User]:
    now = datetime.datetime.combine(on, datetime.time(12), datetime.UTC)
    return {one.user for one, _preferences in reminders.owed(on=on, now=now)}


def test_a_snoozed_item_is_listed_and_calls_for_no_reminder(due, commitment, verania, alice, fatima):
    assert _reminded(SOON) == {alice, fatima}
    until = SOON + datetime.timedelta(days=10)
    snoozes.snooze(commitment=commitment, organisation=verania, by=alice, until=until, on=SOON)
    assert _reminded(SOON) == {fatima}
    work = worklist.for_person(alice, on=SOON)
    assert [work.snoozed_until(item) for item in work.due] == [until]
    assert alice in _reminded(until)


def test_a_snoozed_item_can_be_woken(due, commitment, verania, alice):
    until = SOON + datetime.timedelta(days=10)
    snoozes.snooze(commitment=commitment, organisation=verania, by=alice, until=until, on=SOON)
    snoozes.wake(commitment=commitment, organisation=verania, by=alice)
    assert alice in _reminded(SOON)


@pytest.mark.parametrize("days", [-1, 0, 61])
def test_a_day_that_has_come_or_is_far_away_is_refused(due, commitment, verania, alice, days):
    until = SOON + datetime.timedelta(days=days)
    with pytest.raises(snoozes.OutOfRange):
        snoozes.snooze(commitment=commitment, organisation=verania, by=alice, until=until, on=SOON)


def test_only_who_reports_can_put_an_item_off(due, commitment, verania, bob):
    until = SOON + datetime.timedelta(days=1)
    with pytest.raises(NotPermitted):
        snoozes.snooze(commitment=commitment, organisation=verania, by=bob, until=until, on=SOON)


def test_a_colleagues_item_calls_for_no_reminder_until_it_has_waited_long(due, commitment, verania, alice, fatima):
    assignments.give(commitment=commitment, organisation=verania, to=alice, by=alice)
    assert _reminded(SOON) == {alice}
    long_after = DUE + datetime.timedelta(days=verania.alternate_after_days)
    assert _reminded(long_after) == {alice, fatima}


def test_the_owner_is_on_the_list(due, commitment, verania, alice, fatima):
    assert worklist.for_person(fatima, on=SOON).due[0].owner is None
    assignments.give(commitment=commitment, organisation=verania, to=alice, by=alice)
    work = worklist.for_person(fatima, on=SOON)
    assert work.due[0].owner == alice
    assert work.is_anothers(work.due[0])
    assert worklist.for_person(alice, on=SOON).is_mine(work.due[0])


def test_the_alternate_steps_in_after_the_days_that_the_organisation_chose(due, commitment, verania, alice, fatima):
    olga = person("Olga Orne")
    Membership.objects.create(user=olga, organisation=verania, role=Role.ALTERNATE)
    organisations.set_sign_off(organisation=verania, by=fatima, required=False, alternate_after_days=10)
    assert olga not in _reminded(DUE + datetime.timedelta(days=9))
    assert olga in _reminded(DUE + datetime.timedelta(days=10))
