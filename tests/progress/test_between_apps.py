"""The ways between the apps: from a report to its commitment and its public page; what waits for somebody else."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from progress import comparison, workflow, worklist
from stakeholders.figures import plain, written
from stakeholders.models import Visibility
from tests import factories


@pytest.mark.parametrize(
    ("number", "shown", "typed"),
    [
        ("30.0000", "30", "30"),
        ("6000", "6,000", "6000"),
        ("0.2500", "0.25", "0.25"),
        ("-1200.5000", "-1,200.5", "-1200.5"),
    ],
)
def test_a_number_has_no_exponent_and_no_idle_zeros(number, shown, typed):
    assert (written(Decimal(number)), str(plain(Decimal(number)))) == (shown, typed)


def test_a_report_that_waits_for_the_focal_point_is_not_ones_own_to_do(commitment, verania, alice, fatima):
    verania.requires_sign_off = True
    verania.save()
    report = workflow.ask_sign_off(report=factories.draft(commitment, by=alice), by=alice)
    mine, hers = (worklist.for_person(one, on=timezone.localdate()) for one in (alice, fatima))
    assert [item.report for item in mine.with_focal_point] == [report]
    assert (mine.to_do, mine.drafts) == (0, [])
    assert [item.report for item in hers.to_sign_off] == [report]
    assert hers.with_focal_point == []


@pytest.mark.parametrize(
    ("page_name", "who"), [("reporting:report", "alice"), ("review:report", "carol")], ids=["the author", "the curator"]
)
@pytest.mark.parametrize("visibility", [Visibility.PUBLIC, Visibility.PRIVATE])
def test_a_report_leads_to_its_commitment_and_to_what_everybody_sees(
    page_name, who, visibility, client: Client, commitment, alice, carol
):
    report = factories.published(commitment, by=alice, curator=carol)
    type(commitment).objects.filter(pk=commitment.pk).update(visibility=visibility)
    client.force_login({"alice": alice, "carol": carol}[who])
    page = client.get(reverse(page_name, kwargs={"pk": report.pk})).content.decode()
    assert reverse("stakeholders:commitment", kwargs={"pk": commitment.pk}) in page
    in_public = f'"{reverse("dashboard:report", kwargs={"pk": report.pk})}"'
    assert (in_public in page) is (visibility == Visibility.PUBLIC)


def test_what_a_new_report_starts_without_is_not_shown_as_taken_out(commitment, alice, carol):
    before = factories.published(commitment, by=alice, curator=carol, narrative="Forty were trained.", percent=40)
    draft = factories.draft(commitment, by=alice, narrative="", percent=50)
    assert [one.name for one in comparison.changes(before, draft)] == ["percent", "narrative"]
    assert [one.name for one in comparison.changes_so_far(before, draft)] == ["percent"]


def test_words_that_changed_side_by_side_are_read_together():
    parts = comparison.word_parts("The full sum is paid.", "The budget line is paid.")
    assert parts == [
        ("same", "The "),
        ("removed", "full sum"),
        ("added", "budget line"),
        ("same", " is paid."),
    ]
