"""What is due from whom in an organisation, what nobody has, and the alarm when nobody is its focal point."""

from __future__ import annotations

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from progress import shares
from stakeholders import assignments, memberships, organisations
from stakeholders.errors import Invalid, NotPermitted
from stakeholders.models import Membership, Role
from tests import factories
from tests.cast import give_second_factor, person, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def today() -> datetime.date:
    return timezone.localdate()


@pytest.fixture
def period(today):
    days = {"starts_on": 100, "ends_on": 10, "due_on": 7}
    return factories.period(**{name: today - datetime.timedelta(days=ago) for name, ago in days.items()})


@pytest.fixture
def olga(verania):
    found = person("Olga Orne")
    Membership.objects.create(user=found, organisation=verania, role=Role.ALTERNATE)
    give_second_factor(found)
    return found


def board(verania, today):
    return shares.of(verania, list(verania.memberships.active().select_related("user")), on=today)


def page(client, user, verania) -> str:
    sign_in(client, user)
    return client.get(reverse("stakeholders:organisation_detail", args=[verania.slug])).content.decode()


def test_what_is_owned_is_its_owners_and_the_rest_nobodys(commitment, period, verania, alice, fatima, today):
    other = factories.commitment(verania, by=fatima)
    assignments.give(commitment=commitment, organisation=verania, to=alice, by=alice)
    found = board(verania, today)
    assert [(share.owner, len(share.items), share.overdue) for share in found.shares] == [(alice, 1, 1)]
    assert [item.commitment for item in found.nobodys.commitments] == [other]


def test_it_asks_as_often_for_many_as_for_one(
    django_assert_num_queries, django_assert_max_num_queries, commitment, period, verania, fatima, today
):
    members = list(verania.memberships.active().select_related("user"))
    with django_assert_max_num_queries(10) as few:
        shares.of(verania, members, on=today)
    for _number in range(30):
        factories.commitment(verania, by=fatima)
    with django_assert_num_queries(len(few)):
        assert len(shares.of(verania, members, on=today).nobodys.items) == 31


@pytest.mark.parametrize(
    ("who", "gives"), [("alice", True), ("fatima", True), ("olga", True), ("carol", False), ("ada", False)]
)
def test_reporters_assign_what_nobody_has(request, client, commitment, period, verania, alice, olga, who, gives):
    text = page(client, request.getfixturevalue(who), verania)
    assert "1 commitment with something due is assigned to nobody" in text
    value = f"{commitment.pk}-{verania.pk}-0"
    assert (value in text) is gives
    if gives:
        where = reverse("reporting:give") + f"?item={value}"
        client.post(where, {"item": value, "to": alice.pk})
        assert assignments.owner_of(commitment, verania) == alice


def test_the_page_says_when_the_alternate_acts_and_when_nobody_does(client, verania, fatima, olga, carol):
    assert "has no focal point" not in page(client, carol, verania)
    memberships.end(membership=fatima.memberships.get(), by=carol)
    assert "Olga Orne (alternate) acts in their place" in page(client, carol, verania)
    memberships.end(membership=olga.memberships.get(), by=carol)
    assert "no focal point or alternate" in page(client, carol, verania)


def test_curators_are_told_of_organisations_without_a_focal_point(client, verania, fatima, carol):
    sign_in(client, carol)
    where = reverse("curate_stakeholders:organisations")
    assert "no active focal point" not in client.get(where).content.decode()
    memberships.end(membership=fatima.memberships.get(), by=carol)
    assert "1 organisation has no active focal point" in client.get(where).content.decode()


def test_the_days_are_kept_within_bounds_and_are_the_organisations_own(client, verania, fatima, carol):
    for days in (0, 91):
        with pytest.raises(Invalid):
            organisations.set_sign_off(organisation=verania, by=fatima, required=True, alternate_after_days=days)
    with pytest.raises(NotPermitted):
        organisations.set_sign_off(organisation=verania, by=carol, required=True, alternate_after_days=14)
    sign_in(client, fatima)
    where = reverse("stakeholders:sign_off", args=[verania.slug])
    for typed in ("91", "soon"):
        answer = client.post(where, {"alternate_after_days": typed})
        assert answer.status_code == 400
        assert typed in answer.content.decode(), "what was typed is still there"
    client.post(where, {"alternate_after_days": "14", "requires_sign_off": "on"})
    verania.refresh_from_db()
    assert (verania.alternate_after_days, verania.requires_sign_off) == (14, True)
    client.post(where, {})
    verania.refresh_from_db()
    assert (verania.alternate_after_days, verania.requires_sign_off) == (14, False)
