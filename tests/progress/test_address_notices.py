"""That emails to an address do not arrive is said to the person, to their organisation and in coverage."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from outbox import suppression
from outbox.models import SuppressedAddress
from progress import coverage
from stakeholders.models import Organisation
from tests import factories


@pytest.fixture
def bounced(fatima) -> None:
    suppression.suppress(fatima.email, cause=SuppressedAddress.Cause.BOUNCE)


def page(client: Client, user, name: str, *args: object) -> str:
    client.force_login(user)
    return client.get(reverse(name, args=args)).content.decode()


@pytest.mark.parametrize("name", ["reporting:work", "accounts:preferences"])
def test_the_person_is_told_what_to_do(name, client: Client, alice, fatima, bounced):
    told = page(client, fatima, name)
    assert f"Emails to {fatima.email} do not arrive" in told
    assert reverse("account_email") in told
    assert "do not arrive, so you" not in page(client, alice, name)


def test_a_curator_on_the_page_that_they_come_to(client: Client, carol):
    suppression.suppress(carol.email, cause=SuppressedAddress.Cause.COMPLAINT)
    assert f"Emails to {carol.email} do not arrive" in page(client, carol, "review:queue")


def test_colleagues_see_it_on_the_organisations_page(client: Client, verania, alice, fatima, bounced):
    told = page(client, alice, "stakeholders:organisation_detail", verania.slug)
    assert told.count("Emails to this address do not arrive") == 1
    assert "Ask them for an address that works" in told


def test_nothing_is_said_where_mail_arrives(client: Client, verania, alice, fatima):
    assert "do not arrive" not in page(client, alice, "stakeholders:organisation_detail", verania.slug)


def test_coverage_counts_them(client: Client, commitment, alice, carol, bounced, django_assert_max_num_queries):
    period = factories.period()
    with django_assert_max_num_queries(13):
        [row] = coverage.of_period(period, Organisation.objects.all())
    assert row.unreachable == 1
    assert "Emails to one person do not arrive" in page(client, carol, "curate_progress:coverage")


def test_a_new_address_ends_it(client: Client, fatima, bounced):
    fatima.email = "fatima.new@example.org"
    fatima.save()
    assert "do not arrive" not in page(client, fatima, "reporting:work")
