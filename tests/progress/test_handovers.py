"""Handing over all that a colleague does: in one step or not at all, with a briefing for whoever takes over."""

from __future__ import annotations

import datetime

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts.models import Preferences
from outbox.models import Message
from outbox.sending import deliver
from progress import briefings, drafts
from stakeholders import assignments, handovers, memberships
from stakeholders.errors import Conflict, Invalid, NotPermitted, WrongState
from stakeholders.models import Assignment, Handover, Membership, Role
from stakeholders.permissions import role_in
from tests import factories
from tests.cast import give_second_factor, person, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def member(name: str, organisation, role: str):
    found = person(name)
    Membership.objects.create(user=found, organisation=organisation, role=role)
    return found


def membership(user) -> Membership:
    return user.memberships.get(ended_at__isnull=True)


@pytest.fixture
def olga(verania):
    found = member("Olga Orne", verania, Role.ALTERNATE)
    give_second_factor(found)
    return found


@pytest.fixture
def owned(commitment, verania, alice):
    assignments.give(commitment=commitment, organisation=verania, to=alice, by=alice)
    return commitment


@pytest.fixture
def period():
    today = timezone.localdate()
    days = {"starts_on": 100, "ends_on": 10, "due_on": 7}
    return factories.period(**{name: today - datetime.timedelta(days=ago) for name, ago in days.items()})


def page_of(user) -> str:
    return reverse("reporting:hand_over", args=[membership(user).pk])


def typed(giver, receiver, **more) -> dict[str, object]:
    duties = handovers.duties_of(membership(giver))
    return {"receiver": membership(receiver).pk, "seen": duties.seen, **more}


def test_items_go_to_the_receiver_and_the_membership_ends(owned, verania, alice, fatima):
    handovers.hand_over(membership=membership(alice), receiver=membership(fatima), by=fatima, ends=True)
    assert assignments.owner_of(owned, verania) == fatima
    assert role_in(alice, verania) == ""
    assert list(Handover.objects.get().commitments.all()) == [owned]


def test_the_focal_point_hands_over_the_role_and_leaves(owned, verania, alice, fatima, olga):
    assignments.give(commitment=owned, organisation=verania, to=fatima, by=fatima)
    handovers.hand_over(membership=membership(fatima), receiver=membership(olga), by=fatima, with_role=True, ends=True)
    assert (role_in(fatima, verania), role_in(olga, verania)) == ("", Role.FOCAL_POINT)
    assert assignments.owner_of(owned, verania) == olga


def test_without_the_tick_everybody_keeps_their_role(owned, verania, alice, fatima):
    handovers.hand_over(membership=membership(fatima), receiver=membership(alice), by=fatima)
    assert (role_in(fatima, verania), role_in(alice, verania)) == (Role.FOCAL_POINT, Role.REPORTER)
    assert Handover.objects.get().role == ""


def test_nothing_is_done_when_one_step_is_refused(owned, verania, alice, fatima, olga):
    giver = membership(olga)
    with pytest.raises(Invalid):
        handovers.hand_over(membership=giver, receiver=membership(fatima), by=olga, with_role=True, ends=True)
    assert role_in(olga, verania) == Role.ALTERNATE
    assert not Handover.objects.exists()


def test_what_changed_since_it_was_shown_is_looked_at_again(owned, verania, alice, fatima):
    seen = handovers.duties_of(membership(alice)).seen
    assignments.give(commitment=owned, organisation=verania, to=fatima, by=fatima)
    with pytest.raises(Conflict):
        handovers.hand_over(membership=membership(alice), receiver=membership(fatima), by=fatima, seen=seen)


@pytest.mark.parametrize("who", ["alice", "vera", "bob", "charlie"])
def test_only_who_manages_members_hands_over_for_others(request, verania, fatima, olga, who):
    vera = member("Vera Vail", verania, Role.VIEWER)
    by = vera if who == "vera" else request.getfixturevalue(who)
    with pytest.raises(NotPermitted):
        handovers.hand_over(membership=membership(fatima), receiver=membership(olga), by=by)


@pytest.mark.parametrize("who", ["alice", "fatima", "olga", "carol", "ada"])
def test_who_may_hand_over_what_alice_has(request, owned, verania, alice, fatima, olga, who):
    by = request.getfixturevalue(who)
    handovers.hand_over(membership=membership(alice), receiver=membership(olga), by=by, ends=True)
    assert assignments.owner_of(owned, verania) == olga


def test_neither_viewers_nor_strangers_take_over(owned, verania, alice, fatima, bob):
    vera = member("Vera Vail", verania, Role.VIEWER)
    for receiver in (vera, bob, alice):
        with pytest.raises(Invalid):
            handovers.hand_over(membership=membership(alice), receiver=membership(receiver), by=fatima)
    assert assignments.owner_of(owned, verania) == alice


def test_a_membership_that_has_ended_hands_over_nothing(verania, alice, fatima, olga):
    ended = membership(alice)
    memberships.end(membership=ended, by=fatima)
    with pytest.raises(WrongState):
        handovers.hand_over(membership=ended, receiver=membership(olga), by=fatima)


def test_the_page_shows_what_there_is_and_hands_it_over(client, owned, period, verania, alice, fatima):
    sign_in(client, fatima)
    page = client.get(page_of(alice)).content.decode()
    assert owned.title in page
    assert str(period) in page
    answer = client.post(page_of(alice), typed(alice, fatima, ends="on"), follow=True)
    assert answer.status_code == 200
    assert "Briefing: from Alice" in answer.content.decode()
    assert owned.description.split()[0] in answer.content.decode()
    assert Assignment.objects.get().owner == fatima


def test_the_page_says_when_what_it_showed_has_changed(client, owned, verania, alice, fatima):
    sign_in(client, fatima)
    late = typed(alice, fatima, ends="on")
    assignments.give(commitment=owned, organisation=verania, to=None, by=fatima)
    answer = client.post(page_of(alice), late)
    assert answer.status_code == 409
    assert "Nothing has been handed over" in answer.content.decode()
    assert handovers.duties_of(membership(alice)).seen in answer.content.decode()
    assert role_in(alice, verania) == Role.REPORTER


def test_whoever_hands_over_their_own_and_leaves_sees_no_briefing(client, owned, verania, alice, fatima):
    sign_in(client, alice)
    answer = client.post(page_of(alice), typed(alice, fatima, ends="on"), follow=True)
    assert "has handed over to" in answer.content.decode()
    assert client.get(reverse("reporting:briefing", args=[Handover.objects.get().pk])).status_code == 404


def test_the_receiver_gets_the_briefing_in_their_language(owned, period, verania, alice, fatima):
    Preferences.objects.filter(user=fatima).update(language="fr")
    handovers.hand_over(membership=membership(alice), receiver=membership(fatima), by=alice)
    deliver()
    sent = mail.outbox[-1]
    assert sent.to == [fatima.email]
    assert owned.title in sent.body
    assert "/fr/reporting/organisation/handovers/" in sent.body
    assert owned.title in sent.alternatives[0][0]


def test_nobody_is_mailed_about_what_they_took_over_themselves(owned, alice, fatima):
    handovers.hand_over(membership=membership(alice), receiver=membership(fatima), by=fatima)
    assert not Message.objects.filter(kind=briefings.HANDOVER).exists()


def test_a_briefing_asks_as_often_for_many_as_for_one(
    django_assert_num_queries, django_assert_max_num_queries, owned, period, verania, alice, fatima
):
    on = timezone.localdate()

    def words(commitments) -> list[str]:
        entries = briefings.entries(verania, commitments, on=on)
        return [briefings.in_words(one, shows_words=True) for entry in entries for one in entry.waiting]

    drafts.open_draft(commitment=owned, organisation=verania, by=alice, covers_until=on)
    with django_assert_max_num_queries(12) as few:
        assert words([owned]) == ["Draft report, begun by Alice Arden."]
    many = [owned, *(factories.commitment(verania, by=fatima) for _ in range(10))]
    for one in many[1:]:
        drafts.open_draft(commitment=one, organisation=verania, by=fatima, covers_until=on)
    with django_assert_num_queries(len(few)):
        assert len(words(many)) == len(many)
