"""The list of an organisation's commitments: what its filters find."""

import pytest
from django.urls import reverse

from tests.cast import sign_in


def test_a_wrong_filter_value_is_named(client, alice, draft):
    answer = sign_in(client, alice).get(reverse("stakeholders:commitments"), {"due_before": "soon"})
    assert answer.status_code == 400
    assert "Enter a valid date" in answer.content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, True),
        ({"q": "INVESTIGATORS train"}, True),
        ({"q": "verania"}, True),
        ({"q": "nowhere"}, False),
        ({"state": "draft"}, True),
        ({"state": "published"}, False),
        ({"organisation": "verania"}, True),
        ({"due_before": "2027-06-29"}, False),
        ({"due_before": "2027-06-30"}, True),
        ({"due_after": "2027-07-01"}, False),
    ],
)
def test_what_the_filters_find(client, alice, draft, query, found):
    page = sign_in(client, alice).get(reverse("stakeholders:commitments"), query).content.decode()
    assert (draft.title in page) is found


def test_the_list_is_found_by_a_recommendation_too(client, alice, draft, recommendation):
    page = sign_in(client, alice).get(reverse("stakeholders:commitments"), {"q": recommendation.reference.lower()})
    assert draft.title in page.content.decode()
