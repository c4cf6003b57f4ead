"""A milestone is ticked by whoever reports for a carrier of the commitment: with its day, version and history."""

from __future__ import annotations

import datetime

import pytest
from django.urls import reverse

from stakeholders import milestones
from stakeholders.errors import Conflict, Invalid, NotPermitted
from stakeholders.models import JointOrganisation
from stakeholders.signals import commitment_changed
from tests import factories

DAY = datetime.date(2026, 3, 5)


@pytest.fixture
def commitment(verania, lantern, fatima):
    recommendation = factories.recommendation(factories.area(factories.edition()))
    return factories.commitment(verania, by=fatima, recommendations=[recommendation], joint=[lantern])


@pytest.fixture
def milestone(commitment):
    return commitment.milestones.create(title="Draft law before parliament")


def address(milestone) -> str:
    return reverse("stakeholders:milestone", args=[milestone.commitment_id, milestone.pk])


@pytest.mark.parametrize("who", ["alice", "fatima", "bob"])
def test_whoever_reports_may(who, milestone, request):
    by = request.getfixturevalue(who)
    heard = []
    commitment_changed.connect(lambda **kwargs: heard.append(kwargs["commitment"]), weak=False, dispatch_uid="heard")
    try:
        commitment = milestones.set_reached(milestone=milestone, by=by, reached_on=DAY, version=1)
    finally:
        commitment_changed.disconnect(dispatch_uid="heard")
    milestone.refresh_from_db()
    assert (milestone.reached_on, commitment.version, len(heard)) == (DAY, 2, 1)
    last = milestone.history.latest()
    assert (last.history_user, last.reached_on) == (by, DAY)
    assert commitment.history.latest().history_user == by


@pytest.mark.parametrize("who", ["charlie", "ada"])
def test_others_may_not(who, milestone, request, client):
    by = request.getfixturevalue(who)
    with pytest.raises(NotPermitted):
        milestones.set_reached(milestone=milestone, by=by, reached_on=DAY)
    client.force_login(by)
    assert client.post(address(milestone), {"version": 1, "reached_on": "2026-03-05"}).status_code == 404


def test_nor_a_former_partner(milestone, bob):
    JointOrganisation.objects.all().delete()
    with pytest.raises(NotPermitted):
        milestones.set_reached(milestone=milestone, by=bob, reached_on=DAY)


def test_the_same_again_writes_nothing_and_it_can_be_taken_back(milestone, alice):
    for _ in range(2):
        commitment = milestones.set_reached(milestone=milestone, by=alice, reached_on=DAY)
    assert commitment.version == 2
    assert milestones.set_reached(milestone=milestone, by=alice, reached_on=None).version == 3


def test_a_day_to_come_and_an_old_page_are_refused(milestone, alice):
    with pytest.raises(Invalid):
        milestones.set_reached(milestone=milestone, by=alice, reached_on=datetime.date(2999, 1, 1))
    milestones.set_reached(milestone=milestone, by=alice, reached_on=DAY, version=1)
    with pytest.raises(Conflict):
        milestones.set_reached(milestone=milestone, by=alice, reached_on=None, version=1)


def test_it_is_done_on_the_page_of_the_commitment(client, milestone, alice):
    client.force_login(alice)
    page = reverse("stakeholders:commitment", args=[milestone.commitment_id])
    assert address(milestone) in client.get(page).content.decode()
    answer = client.post(address(milestone), {"version": 1, "reached_on": "2026-03-05"})
    assert (answer.status_code, answer.url) == (302, f"{page}#milestone-{milestone.pk}")
    assert client.post(address(milestone), {"version": 2, "reached_on": "2999-01-01"}).status_code == 400
    stale = client.post(address(milestone), {"version": 1, "reached_on": "2026-03-06"})
    assert stale.status_code == 409
    assert 'value="2026-03-06"' in stale.content.decode()
