"""All languages of one text side by side with the original: written, taken away, out of date, checked, in conflict."""

from __future__ import annotations

import pytest
from django.test import Client

from recommendations import catalogue
from recommendations.catalogue import version_of
from recommendations.models import Recommendation, Translation
from recommendations.translations import digest_of

from .test_adding import sent_by

pytestmark = pytest.mark.django_db

ADDRESS = "/curate/catalogue/recommendations/NEW-2024-02/translations/"


@pytest.fixture
def row(small) -> Recommendation:
    return small.recommendations.get(reference="NEW-2024-02")


def texts(row: Recommendation) -> dict[tuple[str, str], str]:
    rows = Translation.objects.filter(subject="recommendations.recommendation", object_id=row.pk)
    return {(one.field, one.language): one.text for one in rows}


def test_texts_are_written_changed_and_taken_away_at_once(curator: Client, row, carol):
    page = curator.get(ADDRESS).content.decode()
    assert page.count("Governments should make laws.") == 3, "the original stands beside each language"
    typed = {"title-es": "Legislar", "title-es-year": "2026", "title-fr": "Faire des lois", "title-ar": ""}
    without = curator.post(ADDRESS, sent_by(curator, ADDRESS, **typed))
    assert without.status_code == 400 and "Faire des lois" in without.content.decode()
    assert curator.post(ADDRESS, sent_by(curator, ADDRESS, **typed, reason="Read again.")).status_code == 302
    assert texts(row) == {("title", "es"): "Legislar", ("title", "fr"): "Faire des lois"}
    new = Translation.objects.get(language="es", object_id=row.pk)
    assert (new.year, new.provenance, new.source_digest) == (2026, "human", digest_of(row.title))
    assert new.history.get().history_change_reason == "Read again."
    nothing = curator.post(ADDRESS, sent_by(curator, ADDRESS), follow=True).content.decode()
    assert "You made no changes" in nothing


def test_what_is_outdated_or_copied_is_marked_until_somebody_checks_it(curator: Client, row, carol):
    french = Translation.objects.get(language="fr", object_id=row.pk, subject="recommendations.recommendation")
    Translation.objects.filter(pk=french.pk).update(source_digest=digest_of(row.title), to_check=True)
    assert "To be checked" in curator.get(ADDRESS).content.decode()
    catalogue.change(instance=row, values={"title": "Make better laws"}, by=carol, seen=version_of(row), reason="More.")
    assert "Outdated: the original has changed" in curator.get(ADDRESS).content.decode()
    assert "Outdated" in curator.get("/curate/catalogue/recommendations/NEW-2024-02/").content.decode()
    sent = sent_by(curator, ADDRESS, **{"title-fr-checked": "on"}, reason="It still says so.")
    assert curator.post(ADDRESS, sent).status_code == 302
    french.refresh_from_db()
    assert (french.text, french.to_check, french.source_digest) == ("Légiférer", False, digest_of("Make better laws"))


def test_two_curators_at_once_keep_both_texts(curator: Client, row, dan):
    late = sent_by(curator, ADDRESS, **{"title-es": "Legislar"}, reason="Spanish.")
    other = Client()
    other.force_login(dan)
    assert other.post(ADDRESS, sent_by(other, ADDRESS, **{"title-fr": "Des lois"}, reason="French.")).status_code == 302
    answer = curator.post(ADDRESS, late)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Legislar" in page and "Des lois" in page and "Dan Dorn" in page
    form = answer.context["form"]
    merged = {bound.html_name: bound.value() for bound in form if bound.value() is not None}
    assert curator.post(ADDRESS, merged).status_code == 302
    assert texts(row) == {("title", "es"): "Legislar", ("title", "fr"): "Des lois", ("title", "ar"): "سنّ القوانين"}


def test_a_control_character_is_refused_at_its_text(curator: Client, row):
    answer = curator.post(ADDRESS, sent_by(curator, ADDRESS, **{"title-es": "a\x07b"}, reason="Spanish."))
    assert answer.status_code == 400 and "title-es" in answer.context["form"].errors
