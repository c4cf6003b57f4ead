"""Texts in the reader's language: which text, in what language, how old; and in a fixed number of queries."""

from __future__ import annotations

import re

import pytest
from django.template import Context, Template
from django.utils import translation

from recommendations.models import Edition, Recommendation, Translation
from recommendations.translations import digest_of, direction_of, translate

from .samples import SMALL, changed

pytestmark = pytest.mark.django_db


def make(count: int, bring_in) -> None:
    """A small edition with this many recommendations, each with an Arabic and a French title."""
    document = SMALL
    for number in range(2, count + 2):
        entry = {**SMALL["recommendations"][1], "reference": f"NEW-2024-{number + 1:02}", "position": number + 1}
        document = changed(document, f"recommendations[{number}]", entry)
    bring_in(document)


def test_a_translation_knows_its_language_direction_and_origin(small):
    recommendation = small.recommendations.get(reference="NEW-2024-02")
    translate([recommendation], ["title", "text"], language="ar")
    title, text = recommendation.texts["title"], recommendation.texts["text"]
    assert (str(title), title.language, title.direction) == ("سنّ القوانين", "ar", "rtl")
    assert (title.is_fallback, title.is_machine_made, title.is_outdated) == (False, True, False)
    assert (str(text), text.language, text.direction) == ("Governments should make laws.", "en", "ltr")
    assert (text.is_fallback, text.provenance) == (True, "")


def test_a_text_in_its_own_language_is_no_fallback(small):
    (edition,) = translate([small], ["title"], language="en")
    assert not edition.texts["title"].is_fallback


def test_a_changed_original_makes_its_translation_out_of_date(small):
    recommendation = small.recommendations.get(reference="NEW-2024-02")
    recommendation.title = "Make good laws"
    recommendation.save()
    translate([recommendation], ["title"], language="fr")
    assert recommendation.texts["title"].is_outdated
    assert str(recommendation.texts["title"]) == "Légiférer"


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("language", "queries"), [("en", 1), ("ar", 2)])
def test_a_list_costs_two_queries_however_long_it_is(db, bring_in, django_assert_num_queries, count, language, queries):
    make(count, bring_in)
    with django_assert_num_queries(queries):
        rows = translate(Recommendation.objects.select_related("edition"), ["title", "text"], language=language)
        assert [str(row.texts["title"]) for row in rows]


@pytest.mark.parametrize("count", [1, 3])
def test_editions_that_were_not_selected_along_cost_one_query_more(db, bring_in, django_assert_num_queries, count):
    make(count, bring_in)
    with django_assert_num_queries(3):
        rows = translate(Recommendation.objects.all(), ["title"], language="ar")
        assert [str(row.texts["title"]) for row in rows][-1] == "سنّ القوانين"


def test_a_mixed_list_costs_one_query_a_model(small, django_assert_num_queries):
    objects = [*Edition.objects.all(), *Recommendation.objects.select_related("edition")]
    with django_assert_num_queries(2):
        translate(objects, ["title", "summary"], language="fr")
    assert [str(one.texts["title"]) for one in objects] == ["Nouvelle évaluation", "Pay", "Légiférer"]
    assert "summary" not in objects[1].texts


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl"), ("fa", "rtl"), ("xx", "ltr")])
def test_the_direction_follows_the_language(language, direction):
    assert direction_of(language) == direction


def render(source: str, page_language: str, **context: object) -> str:
    with translation.override(page_language):
        html = Template("{% load catalogue %}" + source).render(Context(context))
    return re.sub(r"\s*\n\s*", "", html)


def test_the_tag_marks_a_language_that_is_not_the_pages(small):
    recommendation = small.recommendations.get(reference="NEW-2024-02")
    translate([recommendation], ["title", "text"], language="ar")
    source = '{% content_text r "title" %}|{% content_text r "text" %}|{% content_note r "title" %}'
    arabic = '<span lang="ar" dir="rtl">سنّ القوانين</span>'
    english = '<span lang="en" dir="ltr">Governments should make laws.</span>'
    assert render(source, "ar", r=recommendation).startswith(f"سنّ القوانين|{english}|")
    assert render(source, "en", r=recommendation).startswith(f"{arabic}|Governments should make laws.|")
    assert "Translated by machine." in render(source, "en", r=recommendation)


def test_the_tag_shows_the_original_of_what_nobody_translated_and_escapes_it(small):
    recommendation = Recommendation.objects.get(reference="NEW-2024-01")
    recommendation.title = "<b>Pay</b>"
    source = '{% content_text r "title" %}{% content_note r "title" %}'
    assert render(source, "en", r=recommendation) == "&lt;b&gt;Pay&lt;/b&gt;"
    assert render(source, "fr", r=recommendation) == '<span lang="en" dir="ltr">&lt;b&gt;Pay&lt;/b&gt;</span>'


def test_an_empty_text_shows_nothing(small):
    small.summary = ""
    assert render('{% content_text e "summary" %}', "fr", e=small) == ""


def test_the_digest_is_of_the_translated_text(small):
    assert Translation.objects.get(field="title", language="ar").source_digest == digest_of("Make laws")
