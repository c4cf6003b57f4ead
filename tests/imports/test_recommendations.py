"""Recommendations of an edition out of a table: found by their reference, added at the end, and taken back."""

from __future__ import annotations

import pytest

from imports import preparing, undoing
from imports.models import ImportState
from recommendations import translating
from recommendations.models import Recommendation, Tag, Taxonomy
from tests import factories
from tests.imports.files import apply, bring, done, outcomes, upload

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


def test_a_number_alone_is_one_of_its_edition(carol, asked):
    """Lists have 1, 2, 3; addresses and catalogue files need what no other edition has."""
    rows = [{**ROWS[1], "Ref": "7"}, {**ROWS[1], "Ref": f"{asked.edition.code}-7"}]
    defaults = {"edition": asked.edition.slug, "source_heading": "2"}
    said = {"columns": COLUMNS, "defaults": defaults, "separator": ";", "key": "reference"}
    kept = apply(bring(rows, "recommendations", by=carol, **said), by=carol)
    assert outcomes(kept) == [(2, "new"), (3, "duplicate")], kept.note
    assert Recommendation.objects.filter(reference=f"{asked.edition.code}-7").exists()
    assert outcomes(bring(rows[:1], "recommendations", by=carol, **said)) == [(2, "same")]


def test_a_reference_of_another_edition_is_not_moved(carol, asked):
    other = factories.edition()
    kept = bring(
        ROWS[:1], "recommendations", by=carol, columns=COLUMNS, defaults={"edition": other.slug, "source_heading": "2"}
    )
    assert "another edition" in kept.rows.get().problems[0][3]


def test_tags_and_translations_come_in_beside_the_text_and_go_again(carol, asked, everything):
    """A tag by its short name or its name; a text in each further language, from where it came before."""
    taxonomy = Taxonomy.objects.create(slug="goals", name_en="Goals")
    for slug, name in (("sdg-5", "Gender equality"), ("sdg-16", "Peace")):
        Tag.objects.create(taxonomy=taxonomy, slug=slug, name_en=name)
    translating.save_all(
        instance=asked, by=carol, reason="r", seen=translating.version_of_all(asked),
        said=[translating.Said("title", "fr", "Ancien titre", provenance="source", year=2020)],
    )  # fmt: skip
    rows = [
        {
            "Ref": "REC-1",
            "Title": asked.title,
            "Tags": "sdg-5",
            "title_fr": "Nouveau titre",
            "Text (Spanish)": "Texto.",
        },
        {"Ref": "REC-2", "Title": "Teach", "Tags": "Peace; sdg-5", "title_fr": "Enseigner", "Text (Spanish)": ""},
        {"Ref": "REC-3", "Title": "Learn", "Tags": "sdg-99", "title_fr": "", "Text (Spanish)": ""},
    ]
    columns = {
        "reference": "Ref",
        "title": "Title",
        "tags": "Tags",
        "title_fr": "title_fr",
        "text_es": "Text (Spanish)",
    }
    defaults = {
        "edition": asked.edition.slug, "source_heading": asked.source_heading, "obligation": "must",
        "addressees": "NGO",
    }  # fmt: skip
    found = preparing.guess(upload(rows, "recommendations", by=carol)).columns
    assert {name: found[name] for name in ("tags", "title_fr", "text_es")}.items() <= columns.items()
    rows = [row | {"Text": "Pay for it."} for row in rows]
    said = {"columns": columns | {"text": "Text"}, "defaults": defaults, "separator": ";", "key": "reference"}
    kept = bring(rows, "recommendations", by=carol, **said)
    assert outcomes(kept) == [(2, "changed"), (3, "new"), (4, "rejected")]
    assert kept.rows.get(number=4).problems[0][0] == "tags"
    kept = apply(kept, by=carol)
    assert kept.state == ImportState.APPLIED, kept.note
    new = Recommendation.objects.get(reference="REC-2")
    assert (tags_of(asked), tags_of(new)) == (["sdg-5"], ["sdg-16", "sdg-5"])
    assert (texts_of(asked), texts_of(new)) == (
        {("text", "es"): "Texto.", ("title", "fr"): "Nouveau titre"}, {("title", "fr"): "Enseigner"},
    )  # fmt: skip
    before = everything()
    assert {outcome for _row, outcome in outcomes(bring(rows, "recommendations", by=carol, **said))} == {
        "same", "rejected",
    }  # fmt: skip
    assert everything() == before
    undoing.ask(upload=kept, by=carol, reason="Wrong.")
    assert done(kept).state == ImportState.UNDONE
    assert not undoing.left_rows(kept).exists()
    assert (tags_of(asked), texts_of(asked)) == ([], {("title", "fr"): "Ancien titre"})
    assert next(iter(translating.kept(asked).values())).provenance == "source"


def tags_of(one: Recommendation) -> list[str]:
    return sorted(one.tag_links.values_list("tag__slug", flat=True))


def texts_of(one: Recommendation) -> dict[tuple[str, str], str]:
    return {key: row.text for key, row in translating.kept(one).items()}


def test_a_column_in_the_language_of_the_edition_is_no_translation(carol, asked):
    rows = [{"Ref": "REC-1", "title_en": "In English"}]
    said = {"columns": {"reference": "Ref", "title_en": "title_en"}, "defaults": {"edition": asked.edition.slug}}
    kept = bring(rows, "recommendations", by=carol, **said)
    assert (kept.rows.get().outcome, kept.rows.get().problems[0][0]) == ("rejected", "title_en")
