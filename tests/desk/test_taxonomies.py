"""Taxonomies of the body's own: made, given to things, and found by on pages, in files, in the API and by words."""

from __future__ import annotations

import csv
import io

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from recommendations import taxonomies
from recommendations.models import RecommendationTag, Tag, Taxonomy
from search.indexing import rebuild
from stakeholders import tags as commitment_tags
from stakeholders.models import Commitment, CommitmentTag
from tests import factories
from tests.cast import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
NEW = {"version": 0, "reason": "New."}


@pytest.fixture
def goals(carol: User) -> dict[str, Tag]:
    """Two taxonomies with three tags, by their short names."""
    found = {}
    for slug, name, tags in (
        ("goals", "Goals", {"goal-5": "Equality", "goal-16": "Peace"}),
        ("themes", "Themes", {"law": "Law"}),
    ):
        taxonomy = taxonomies.save(row=Taxonomy(), values={"slug": slug, "name_en": name}, by=carol, **NEW)
        for key, called in tags.items():
            values = {"slug": key, "name_en": called, "name_fr": f"{called} fr"}
            found[key] = taxonomies.save(row=Tag(taxonomy=taxonomy), values=values, by=carol, **NEW)
    return found


@pytest.fixture
def tagged(verania, lantern, fatima, bob, carol: User, goals) -> list[Commitment]:
    """Two commitments, the first with two tags, the second with one of them; its recommendation with a third."""
    edition = factories.edition()
    recommendation = factories.recommendation(factories.area(edition))
    made = [
        factories.commitment(verania, by=fatima, recommendations=[recommendation], title="Open a helpline"),
        factories.commitment(lantern, by=bob, recommendations=[recommendation], title="Teach teachers"),
    ]
    for commitment, names in zip(made, (["goal-5", "law"], ["goal-5"]), strict=True):
        give(commitment, [goals[name] for name in names], carol)
    taxonomies.set_tags(recommendation=recommendation, tags=[goals["goal-16"]], seen="", reason="It is.", by=carol)
    return made


def give(commitment: Commitment, tags: list[Tag], by: User, seen: str = "") -> bool:
    return commitment_tags.set_tags(commitment=commitment, tags=tags, seen=seen, reason="It is.", by=by)


def titles(client: Client, **query) -> list[str]:
    return [row.title for row in client.get("/commitments/", query).context["rows"]]


def test_lists_are_narrowed_by_tags_with_counts_and_chips(client: Client, tagged) -> None:
    assert titles(client, tag="law") == ["Open a helpline"]
    assert titles(client, tag=["law", "goal-5"]) == ["Open a helpline", "Teach teachers"], "one of them"
    assert titles(client, tag="goal-16") == [], "the recommendation's own"
    page = client.get("/commitments/", {"tag": "law", "ordering": "-title"})  # asked for the first time
    (menu,) = [one for one in page.context["filter_form"].more if one.name == "tag"]
    assert [(one.value, one.label, one.count, one.is_on) for one in menu.choices] == [
        ("goal-5", "Goals: Equality", "2", False),
        ("goal-16", "Goals: Peace", "0", False),
        ("law", "Themes: Law", "1", True),
    ]
    assert [label for label, _address in page.context["chips"]] == ["Tags: Themes: Law"]
    assert "Equality" in page.content.decode() and "Equality fr" in client.get("/fr/commitments/").content.decode()
    found = client.get("/recommendations/", {"tag": "goal-16"}).context["page"]
    assert len(found) == 1 and not list(client.get("/recommendations/", {"tag": "law"}).context["page"])
    assert "2" in client.get("/recommendations/", {"tag": "goal-16"}).content.decode()


@pytest.mark.parametrize(
    "where", ["/", "/commitments/", "/reports/", "/gaps/", "/organisations/", "/api/v1/commitments/"]
)
def test_an_unknown_tag_is_refused_everywhere(client: Client, tagged, where: str) -> None:
    assert client.get(where, {"tag": "law"}).status_code == 200
    assert client.get(where, {"tag": "lwa"}).status_code == 400


def test_without_a_taxonomy_there_is_no_filter_in_the_bar(client: Client) -> None:
    assert not [one for one in client.get("/commitments/").context["filter_form"].more if one.name == "tag"]


def test_files_and_the_api_name_them(client: Client, tagged) -> None:
    text = client.get("/data/commitments.csv").getvalue().decode("utf-8-sig")
    rows = {row["title"]: row["tags"] for row in csv.DictReader(io.StringIO(text))}
    assert rows == {"Open a helpline": "goal-5;law", "Teach teachers": "goal-5"}
    answer = client.get("/api/v1/commitments/", {"tag": "law"}).json()
    assert [row["tags"] for row in answer["results"]] == [["goal-5", "law"]]
    assert [row["tags"] for row in client.get("/api/v1/recommendations/").json()["results"]] == [["goal-16"]]


def test_they_are_found_by_their_names_in_every_language(client: Client, tagged, goals, carol: User) -> None:
    rebuild()  # the organisations were made behind its back
    with translation.override("fr"):
        assert titles(client, q="equality fr") == ["Open a helpline", "Teach teachers"]
    law = goals["law"]
    taxonomies.save(row=law, values={"name_en": "Statutes"}, version=1, reason="Clearer.", by=carol)
    assert titles(client, q="statutes") == ["Open a helpline"]
    give(tagged[0], [], carol, seen="goal-5,law")
    assert titles(client, q="statutes") == []
    assert rebuild() == 0


def test_a_page_gives_tags_and_notices_who_was_quicker(client: Client, tagged, goals, carol: User, dan: User) -> None:
    address = reverse("desk:tags-of-commitment", args=[tagged[1].pk])
    late, quick = sign_in(Client(), carol), sign_in(Client(), dan)
    assert late.get(address).context["form"].initial["seen"] == "goal-5"
    fields = {"seen": "goal-5", "reason": "Both.", "tags": [goals["law"].pk]}
    assert quick.post(address, fields).status_code == 302
    conflict = late.post(address, fields | {"tags": [goals["goal-16"].pk]})
    assert conflict.status_code == 409 and "Themes: Law" in conflict.content.decode()
    assert [link.tag.slug for link in tagged[1].tag_links.all()] == ["law"]
    assert late.post(address, fields | {"seen": "law", "reason": " "}).status_code == 400
    last = CommitmentTag.history.latest()
    assert (last.history_user, last.history_change_reason) == (dan, "Both.")


def test_what_is_in_use_is_not_deleted(client: Client, tagged, goals, carol: User) -> None:
    sign_in(client, carol)
    law, peace = goals["law"], goals["goal-16"]
    fields = {"name_en": "Law", "position": 0, "seen": 1, "reason": "No more.", "delete": "1"}
    refused = client.post(reverse("desk:tag", args=["law"]), fields)
    assert refused.status_code == 400 and "in use" in refused.content.decode()
    RecommendationTag.objects.all().delete()
    assert client.post(reverse("desk:tag", args=[peace.slug]), fields).status_code == 302
    assert not Tag.objects.filter(pk=peace.pk).exists()
    assert client.post(reverse("desk:taxonomy", args=[law.taxonomy.slug]), fields).status_code == 400


@pytest.mark.parametrize("who", ["alice", "fatima"])
def test_organisations_do_not_tag(who: str, request: pytest.FixtureRequest, tagged, goals) -> None:
    with pytest.raises(PermissionDenied):
        give(tagged[0], [goals["law"]], request.getfixturevalue(who), seen="goal-5,law")
