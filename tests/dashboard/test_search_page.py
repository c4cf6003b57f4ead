"""``/search/``: everything public by kind, what was found marked, and an answer in words to whatever is typed."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from django.test import Client

from dashboard.search_results import results
from progress.models import CommitmentStatus
from search.indexing import refresh
from search.models import Kind
from stakeholders.models import Commitment
from tests.dashboard.world import CANARY, World

pytestmark = pytest.mark.django_db


def page(client: Client, text: str | None = None, language: str = "", **more: str) -> str:
    query = urlencode({**({"q": text} if text is not None else {}), **more})
    answer = client.get(f"{language}/search/?{query}")
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def test_finds_things_of_each_kind_and_marks_the_words(world: World, client: Client) -> None:
    found = page(client, "hotline")
    assert "<mark>hotline</mark>" in found.lower()
    assert 'id="found-commitments"' in found and 'id="found-reports"' in found
    assert "/commitments/?q=hotline" in found


@pytest.mark.parametrize("language", ["", "/fr", "/es", "/ar"])
@pytest.mark.parametrize(
    "text", [None, "", "   ", "a", "???", "🙈", "เด็ก", "اطفال", "zzqqxx", "' OR 1=1 --", "\\", "x" * 200]
)
def test_answers_in_words(world: World, client: Client, text: str | None, language: str) -> None:
    found = page(client, text, language)
    assert 'class="result-count"' in found or 'class="prose"' in found


@pytest.mark.parametrize("language", ["", "/fr", "/es", "/ar"])
@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("q=" + "x" * 300, "q"),
        ("q=%00", "q"),
        ("q=a%0Ab", "q"),
        ("kind=people", "kind"),
        ("q=a&q=b", "q"),
        ("area=alpha", "area"),
    ],
)
def test_refuses_by_name(world: World, client: Client, query: str, name: str, language: str) -> None:
    answer = client.get(f"{language}/search/?{query}")
    assert answer.status_code == 400
    assert f"<code>{name}</code>" in answer.content.decode()


KINDS = ("recommendations", "organisations", "commitments", "reports")


@pytest.mark.parametrize("text", ["hotline", "promise", "organisation", "alpha", "ED-2021", "land"])
def test_counts_what_the_lists_count_and_shows_the_first_of_them(world: World, client: Client, text: str) -> None:
    found = results(text, most=100)
    assert found.groups
    for group in found.groups:
        if group.kind in KINDS:
            listed = client.get(group.address)
            assert listed.context["page"].paginator.count == group.total.number == len(group.hits), group.kind
            assert all(hit.address in listed.content.decode() for hit in group.hits)


def test_nothing_that_is_not_public_is_found(world: World, client: Client) -> None:
    for text in (CANARY, CANARY[:6], f"{CANARY} title", "unpublished"):
        assert CANARY not in page(client, text).replace(f'value="{text}"', "").replace(f"“{text}”", "").replace(
            urlencode({"q": text}), ""
        )
        assert all(CANARY not in str(group.hits) for group in results(text, most=100).groups)


def test_what_was_typed_is_marked_and_never_markup(world: World, client: Client) -> None:
    Commitment.objects.filter(pk=world.commitments["school"].pk).update(title="<b>School</b> & script")
    CommitmentStatus.objects.filter(commitment=world.commitments["school"].pk).update(title="<b>School</b> & script")
    refresh(Kind.COMMITMENTS, [world.commitments["school"].pk])
    found = page(client, "school <b>")
    assert "&lt;b&gt;<mark>School</mark>&lt;/b&gt; &amp; script" in found or "<mark>School</mark>" in found
    assert "<b>" not in found
    assert "<script>alert" not in page(client, "<script>alert(1)</script>")


def test_one_kind_by_itself(world: World, client: Client) -> None:
    found = page(client, "hotline", kind="reports")
    assert 'id="found-reports"' in found and 'id="found-commitments"' not in found
    assert 'aria-current="page"' in found
    assert "Nothing of this kind was found." in page(client, "hotline", kind="organisations")


def test_near_words_are_offered_where_nothing_fits(world: World, client: Client) -> None:
    found = page(client, "hotlien")
    assert "No exact matches." in found
    assert "?q=hotline" in found
    assert results("hotlien", most=5).near


def test_words_that_find_nothing_together_are_offered_alone(world: World, client: Client) -> None:
    found = page(client, "hotline zzqqxx")
    assert "?q=hotline" in found and "?q=zzqqxx" not in found


def test_areas_findings_and_the_method_are_found(world: World, client: Client) -> None:
    assert {group.kind for group in results("alpha", most=5).groups} >= {"areas"}
    assert "/method/#overdue" in page(client, "overdue")


def test_queries_do_not_grow_with_what_is_found(
    world: World, client: Client, django_assert_max_num_queries: Any
) -> None:
    client.get("/search/?q=organisation")
    with django_assert_max_num_queries(25):
        client.get("/search/?q=promise")


def test_result_pages_are_not_for_search_engines_and_every_page_says_how_to_search(
    world: World, client: Client
) -> None:
    assert '<meta name="robots" content="noindex, follow">' in page(client, "hotline")
    assert 'type="application/opensearchdescription+xml"' in client.get("/fr/about/").content.decode()
    description = ElementTree.fromstring(client.get("/fr/search/opensearch.xml").content)
    (url,) = description.findall("{http://a9.com/-/spec/opensearch/1.1/}Url")
    assert url.get("template", "").endswith("/fr/search/?q={searchTerms}")
