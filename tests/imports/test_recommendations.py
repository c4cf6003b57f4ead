"""Recommendations of an edition out of a table: found by their reference, added at the end, and taken back."""

from __future__ import annotations

import pytest

from imports import undoing
from imports.models import ImportState
from recommendations.models import Recommendation
from tests import factories
from tests.imports.files import apply, bring, done, outcomes

pytestmark = pytest.mark.django_db

ROWS = [
    {"Ref": "REC-1", "Heading": "Fund research", "Text": "Pay for it.", "Level": "should", "To": "NGO; Government"},
    {"Ref": "REC-2", "Heading": "Teach", "Text": "Train them.", "Level": "must", "To": "Government"},
    {"Ref": "REC-3", "Heading": "", "Text": "No title.", "Level": "must", "To": "Government"},
    {"Ref": "REC-4", "Heading": "Whom?", "Text": "Nobody is asked.", "Level": "must", "To": "Martians"},
]
COLUMNS = {"reference": "Ref", "title": "Heading", "text": "Text", "obligation": "Level", "addressees": "To"}


def test_recommendations_come_in_and_go_again(carol, asked, everything):
    defaults = {"edition": asked.edition.slug, "source_heading": "Chapter 2"}
    said = {"columns": COLUMNS, "defaults": defaults, "separator": ";", "key": "reference"}
    text = asked.text
    kept = bring(ROWS, "recommendations", by=carol, **said)
    assert outcomes(kept) == [(2, "changed"), (3, "new"), (4, "rejected"), (5, "rejected")]
    assert kept.rows.get(number=4).problems[0][0] == "title"
    assert kept.rows.get(number=5).problems[0][0] == "addressees"
    kept = apply(kept, by=carol)
    assert kept.state == ImportState.APPLIED, kept.note
    asked.refresh_from_db()
    assert (asked.title, asked.obligation, asked.actor_types) == ("Fund research", "should", ["government", "ngo"])
    new = Recommendation.objects.get(reference="REC-2")
    assert (new.edition, new.position) == (asked.edition, asked.position + 1)
    before = everything()
    assert outcomes(bring(ROWS, "recommendations", by=carol, **said))[:2] == [(2, "same"), (3, "same")]
    assert everything() == before
    undoing.ask(upload=kept, by=carol, reason="The wrong edition.")
    assert done(kept).state == ImportState.UNDONE
    asked.refresh_from_db()
    new.refresh_from_db()
    assert (asked.text, new.archived_reason) == (text, "The wrong edition.")


def test_a_reference_of_another_edition_is_not_moved(carol, asked):
    other = factories.edition()
    kept = bring(
        ROWS[:1], "recommendations", by=carol, columns=COLUMNS, defaults={"edition": other.slug, "source_heading": "2"}
    )
    assert "another edition" in kept.rows.get().problems[0][3]
