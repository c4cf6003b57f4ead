"""One report for several commitments: one text, a status each, all of them or none."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from progress.models import ProgressReport
from tests import factories

ADDRESS = "reporting:several"


@pytest.fixture
def three(verania, fatima):
    return [factories.commitment(verania, by=fatima) for _number in range(3)]


def posted(commitments, verania, **changes) -> dict:
    """What the browser sends, the commitments at 10, 20, … percent."""
    data = {
        "item": [f"{one.pk}-{verania.pk}-0" for one in commitments],
        "narrative": "The law of May covers them all.",
        "covers_until": "2026-01-31",
        "links": "https://example.org/law\n\nhttps://example.org/rules\n",
        "action": "save",
    }
    for number, one in enumerate(commitments, start=1):
        prefix = f"of-{one.pk}-{verania.pk}"
        data |= {
            f"{prefix}-implementation_status": "in_progress",
            f"{prefix}-health": "on_track",
            f"{prefix}-percent": number * 10,
        }
    return data | changes


def test_the_ticks_of_the_list_lead_to_it(client: Client, three, verania, alice):
    client.force_login(alice)
    ticks = {"action": "several", "item": posted(three, verania)["item"]}
    page = client.post(reverse("reporting:chosen"), ticks, follow=True)
    assert page.status_code == 200
    assert all(one.title in page.content.decode() for one in three)


def test_each_gets_a_draft_with_the_text_and_its_own_figures(client: Client, three, verania, alice):
    client.force_login(alice)
    done = client.post(reverse(ADDRESS), posted(three, verania), follow=True)
    assert "3 drafts were saved." in done.content.decode()
    reports = ProgressReport.objects.order_by("commitment")
    assert [(one.review_state, one.percent) for one in reports] == [("draft", 10), ("draft", 20), ("draft", 30)]
    assert {one.narrative for one in reports} == {"The law of May covers them all."}
    assert {one.evidence.count() for one in reports} == {2}


def test_all_can_be_submitted_at_once(client: Client, three, verania, alice):
    client.force_login(alice)
    client.post(reverse(ADDRESS), posted(three, verania, action="submit"))
    assert {one.review_state for one in ProgressReport.objects.all()} == {"submitted"}


def test_where_sign_off_is_asked_for_they_wait_for_it(client: Client, three, verania, alice):
    verania.requires_sign_off = True
    verania.save()
    client.force_login(alice)
    client.post(reverse(ADDRESS), posted(three, verania, action="submit"))
    assert [one.sign_off_requested_by for one in ProgressReport.objects.all()] == [alice] * 3


def test_one_that_is_under_way_holds_up_all_and_is_named(client: Client, three, verania, alice):
    factories.draft(three[2], by=alice)
    client.force_login(alice)
    answer = client.post(reverse(ADDRESS), posted(three, verania))
    text = answer.content.decode()
    assert answer.status_code == 400
    assert "A report on this commitment is already in preparation." in text
    assert "The law of May covers them all." in text, "nothing typed is lost"
    assert ProgressReport.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"narrative": "", "action": "submit"}, "narrative"),
        ({"links": "not an address"}, "links"),
        ({"covers_until": "31.02.2026"}, "covers_until"),
        ({"covers_until": "2999-01-01", "action": "submit"}, "covers_until"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(changes, field, client: Client, three, verania, alice):
    client.force_login(alice)
    answer = client.post(reverse(ADDRESS), posted(three, verania, **changes))
    assert answer.status_code == 400
    assert field in answer.context["forms"].shared.errors
    assert not ProgressReport.objects.exists()


def test_a_wrong_figure_is_said_in_its_row(client: Client, three, verania, alice):
    client.force_login(alice)
    wrong = {f"of-{three[1].pk}-{verania.pk}-implementation_status": "completed", "action": "submit"}
    answer = client.post(reverse(ADDRESS), posted(three, verania, **wrong))
    assert answer.status_code == 400
    assert [list(row.errors) for row in answer.context["forms"].rows] == [[], ["percent"], []]
    assert not ProgressReport.objects.exists()


def test_nobody_writes_for_others(client: Client, three, verania, bob):
    client.force_login(bob)
    assert client.post(reverse(ADDRESS), posted(three, verania)).status_code == 404
    assert not ProgressReport.objects.exists()
