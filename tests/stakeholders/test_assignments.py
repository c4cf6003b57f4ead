"""Who reports on an item: taken, given, handed over, and nobody's again when its owner leaves."""

from __future__ import annotations

import pytest

from stakeholders import assignments, memberships
from stakeholders.errors import Conflict, Invalid, NotPermitted
from stakeholders.models import Assignment, Membership, Role
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def commitment(verania, fatima):
    return factories.commitment(verania, by=fatima)


def test_an_item_is_nobodys_until_it_is_taken(commitment, verania, alice):
    assert assignments.owner_of(commitment, verania) is None
    assignments.give(commitment=commitment, organisation=verania, to=alice, by=alice, seen=None)
    assert assignments.owner_of(commitment, verania) == alice


def test_giving_tells_who_else_took_it_meanwhile(commitment, verania, alice, fatima):
    assignments.give(commitment=commitment, organisation=verania, to=alice, by=alice, seen=None)
    with pytest.raises(Conflict) as refusal:
        assignments.give(commitment=commitment, organisation=verania, to=fatima, by=fatima, seen=None)
    assert refusal.value.current == alice
    assignments.give(commitment=commitment, organisation=verania, to=fatima, by=fatima, seen=alice.pk)
    assert assignments.owner_of(commitment, verania) == fatima


def test_an_item_can_be_nobodys_again(commitment, verania, alice):
    assignments.give(commitment=commitment, organisation=verania, to=alice, by=alice)
    assignments.give(commitment=commitment, organisation=verania, to=None, by=alice)
    assert assignments.owner_of(commitment, verania) is None


def test_only_colleagues_give_and_only_colleagues_are_given(commitment, verania, lantern, alice, bob):
    with pytest.raises(NotPermitted):
        assignments.give(commitment=commitment, organisation=verania, to=alice, by=bob)
    with pytest.raises(Invalid):
        assignments.give(commitment=commitment, organisation=verania, to=bob, by=alice)
    with pytest.raises(NotPermitted):
        assignments.give(commitment=commitment, organisation=lantern, to=bob, by=bob)
    assert not Assignment.objects.exists()


def test_whoever_leaves_owns_nothing_and_gets_nothing_back(commitment, verania, alice, fatima):
    assignments.give(commitment=commitment, organisation=verania, to=alice, by=alice)
    memberships.end(membership=Membership.objects.get(user=alice), by=fatima)
    assert assignments.owner_of(commitment, verania) is None
    memberships.add(organisation=verania, user=alice, role=Role.REPORTER, by=fatima)
    assert assignments.owner_of(commitment, verania) is None


def test_a_viewer_owns_nothing(commitment, verania, alice, fatima):
    assignments.give(commitment=commitment, organisation=verania, to=alice, by=alice)
    memberships.change_role(membership=Membership.objects.get(user=alice), role=Role.VIEWER, by=fatima)
    assert assignments.owner_of(commitment, verania) is None


def test_all_items_of_a_person_are_handed_over_in_one_step(commitment, verania, alice, fatima):
    other = factories.commitment(verania, by=fatima)
    for one in (commitment, other):
        assignments.give(commitment=one, organisation=verania, to=alice, by=alice)
    assert assignments.hand_over(organisation=verania, person=alice, to=fatima, by=fatima) == 2
    assert set(assignments.owners_in([verania]).values()) == {fatima}
    with pytest.raises(NotPermitted):
        assignments.hand_over(organisation=verania, person=fatima, to=alice, by=alice)
