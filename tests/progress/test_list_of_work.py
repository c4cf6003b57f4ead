"""What the list "My reporting" says beside a report that is due."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from tests import factories


@pytest.fixture
def period(db):
    """The first half of 2020, long overdue."""
    return factories.period(
        starts_on=datetime.date(2020, 1, 1), ends_on=datetime.date(2020, 6, 30), due_on=datetime.date(2020, 7, 31)
    )


def test_a_commitment_that_owes_two_reports_names_both_periods(client: Client, period, commitment, alice):
    factories.period(
        name="The second half",
        starts_on=datetime.date(2020, 7, 1),
        ends_on=datetime.date(2020, 12, 31),
        due_on=datetime.date(2021, 1, 31),
    )
    client.force_login(alice)
    text = client.get(reverse("reporting:work")).content.decode()
    assert "Also expected:" in text and "The second half" in text
    factories.draft(commitment, by=alice)  # for the period that is due first
    text = client.get(reverse("reporting:work")).content.decode()
    assert "Continue" in text and "The second half" in text


def test_while_one_is_in_review_no_second_one_is_offered(client: Client, period, commitment, alice):
    factories.submitted(commitment, by=alice, period=None)
    client.force_login(alice)
    page = client.get(reverse("reporting:work")).content.decode()
    assert "You can write this one after it has been decided." in page
    assert "Write the report" not in page
