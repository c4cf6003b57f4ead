"""``/search/``: everything public by kind, what was found marked, and an answer in words to whatever is typed."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.test import Client

from tests.dashboard.world import World

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
    [("q=" + "x" * 300, "q"), ("q=%00", "q"), ("kind=people", "kind"), ("q=a&q=b", "q"), ("area=alpha", "area")],
)
def test_refuses_by_name(world: World, client: Client, query: str, name: str, language: str) -> None:
    answer = client.get(f"{language}/search/?{query}")
    assert answer.status_code == 400
    assert f"<code>{name}</code>" in answer.content.decode()
