"""A curator's unsaved change in the public page's own template; nothing is written, and nobody else sees it."""

from __future__ import annotations

import pytest
from django.test import Client

from recommendations.models import Edition, KeyFinding, Recommendation, ResponseArea
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.fixture(params=["published", "draft"])
def row(request) -> Recommendation:
    edition = factories.edition(state=request.param)
    return factories.recommendation(factories.area(edition), title="As saved")


TYPED = {"title": "As typed", "text": "Do it **now**.", "obligation": "should", "actor_types": ["ngo"], "position": "1",
         "source_heading": "Front", "area": "", "seen": "0"}  # fmt: skip


def test_a_recommendation_is_shown_as_typed_and_stays_as_saved(client: Client, carol, row):
    client.force_login(carol)
    address = f"/curate/preview/recommendation/{row.pk}/"
    page = client.post(address, TYPED)
    text = page.content.decode()
    assert page.status_code == 200
    assert "As typed" in text and "As saved" not in text and "Nothing is saved." in text
    assert "Cross-cutting" in text and "NGO" in text
    assert "no-store" in page["Cache-Control"]
    stored = Recommendation.objects.get(pk=row.pk)
    assert (stored.title, stored.area_id, stored.actor_types) == ("As saved", row.area_id, ["government"])
    assert row.history.count() == 1


def test_an_area_is_shown_as_typed(client: Client, carol, row):
    client.force_login(carol)
    typed = {"name": "Typed area", "description": "Typed words.", "position": "1", "seen": "0"}
    text = client.post(f"/curate/preview/area/{row.area_id}/", typed).content.decode()
    assert "Typed area" in text and "Typed words." in text and "Nothing is saved." in text
    assert ResponseArea.objects.get(pk=row.area_id).name != "Typed area"


def test_the_front_page_is_shown_with_an_edition_or_a_finding_as_typed(client: Client, carol, row):
    edition = row.edition
    finding = KeyFinding.objects.create(
        edition=edition, key="one", statement="As saved before", value=12, unit="percent", population="All of them",
        year=2024, source="A survey", position=1,
    )  # fmt: skip
    client.force_login(carol)
    typed = {"title": "Typed assessment", "publisher": "A publisher", "published": "2024", "language": "en",
             "source": "A source", "seen": "0"}  # fmt: skip
    page = client.post(f"/curate/preview/edition/{edition.pk}/", typed)
    text = page.content.decode()
    assert page.status_code == 200 and "Typed assessment: progress so far" in text and "Nothing is saved." in text
    assert "As saved before" in text, "the findings of the edition stand below"
    stated = {"statement": "As typed now", "value": "34", "unit": "percent", "population": "All of them",
              "year": "2024", "source": "A survey", "position": "1", "seen": "0"}  # fmt: skip
    text = client.post(f"/curate/preview/finding/{finding.pk}/", stated).content.decode()
    assert "As typed now" in text and "As saved before" not in text and "Nothing is saved." in text
    assert (Edition.objects.get().title, KeyFinding.objects.get().statement) == (edition.title, "As saved before")
    public = client.get("/").content.decode()
    assert "Typed assessment" not in public and "As typed now" not in public


def test_what_is_missing_is_said(client: Client, carol, row):
    client.force_login(carol)
    answer = client.post(f"/curate/preview/recommendation/{row.pk}/", TYPED | {"title": ""})
    assert answer.status_code == 400 and "No preview yet" in answer.content.decode()


def test_nobody_else_looks(client: Client, alice, row):
    address = f"/curate/preview/recommendation/{row.pk}/"
    assert client.post(address, TYPED).status_code == 302
    client.force_login(alice)
    assert client.post(address, TYPED).status_code == 404
