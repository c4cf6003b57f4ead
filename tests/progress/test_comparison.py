"""What differs between two reports: every part of them counts, evidence, numbers and dates included."""

from __future__ import annotations

import datetime

import pytest
from django.urls import reverse

from progress import comparison, drafts, evidence, workflow
from recommendations.partial_dates import PartialDate
from tests import factories
from tests.cast import sign_in

DAY = datetime.date(2026, 3, 31)


@pytest.fixture
def first(commitment, alice, carol):
    """A published report with one link."""
    draft = factories.draft(commitment, by=alice, covers_until=DAY)
    evidence.add_link(report=draft, by=alice, url="https://example.org/act", title="The Act")
    return workflow.publish(report=workflow.submit(report=draft, by=alice), by=carol)


@pytest.fixture
def second(first, commitment, alice):
    """The same words again, with evidence of its own."""
    return factories.draft(commitment, by=alice, covers_until=DAY)


def names(before, after) -> list[str]:
    return [change.name for change in comparison.changes(before, after)]


def test_the_same_evidence_is_no_difference(first, second, alice):
    evidence.add_link(report=second, by=alice, url="https://example.org/act", title="The Act")
    assert names(first, second) == []


@pytest.mark.parametrize(
    "other",
    [
        {"url": "https://example.org/other", "title": "The Act"},
        {"url": "https://example.org/act", "title": "The amended Act"},
        {"url": "https://example.org/act", "title": "The Act", "dated": PartialDate.parse("2025")},
        {"url": "https://example.org/act", "title": "The Act", "audience": "reviewers"},
    ],
)
def test_other_evidence_is_one(other, first, second, alice):
    evidence.add_link(report=second, by=alice, **other)
    went, came = comparison.changes(first, second)
    assert {went.name, came.name} == {"evidence"}
    assert (bool(went.before), bool(came.after)) == (True, True)


def test_evidence_that_went_is_one_and_of_a_draft_it_is_still_to_come(first, second):
    assert names(first, second) == ["evidence"]
    assert comparison.changes_so_far(first, second) == []


def test_so_are_the_days_of_a_correction(first, alice):
    """Any other report is of another day anyhow."""
    correction = drafts.correct(report=first, by=alice)
    day = DAY - datetime.timedelta(days=30)
    correction = drafts.save(report=correction, by=alice, version=correction.version, data={"covers_until": day})
    assert names(first, correction) == ["covers_until"]


def test_the_curator_never_reads_that_nothing_differs(client, first, second, alice, carol):
    evidence.add_link(report=second, by=alice, url="https://example.org/new", title="New evidence")
    report = workflow.submit(report=second, by=alice)
    sign_in(client, carol)
    page = client.get(reverse("review:report", args=[report.pk])).content.decode()
    assert "Nothing has changed" not in page
    assert "New evidence" in page
