"""``/method/`` says how numbers are made, with the limits that they are made with."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template
from django.test import Client
from django.utils.translation import override

from dashboard.method import BY_KEY, PARAGRAPHS, Paragraph
from progress import freshness
from tests.dashboard.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.mark.parametrize("language", ["", "/fr", "/es", "/ar"])
def test_every_paragraph_is_there_by_its_id(world: World, client: Client, language: str) -> None:
    page = client.get(f"{language}/method/").content.decode()
    assert all(f'<section id="{one.key}"' in page for one in PARAGRAPHS)
    assert "%(" not in page


@pytest.mark.parametrize("one", [one for one in PARAGRAPHS if one.kind], ids=lambda one: one.key)
def test_says_what_every_value_means(one: Paragraph) -> None:
    assert one.kind is not None
    # "No response" is shown nowhere: nobody has said anything.
    assert {*one.meanings} == {*one.kind.choices.values} - ({"none"} if one.key == "response" else set())


def test_says_the_limits_that_are_applied(world: World, client: Client) -> None:
    page = client.get("/method/").content.decode()
    assert f"at least {freshness.STALE_MONTHS} months old" in page
    assert f"less than {freshness.AGEING_MONTHS} months old" in page


def test_the_i_leads_to_its_paragraph_in_the_language_of_the_page() -> None:
    with override("fr"):
        drawn = Template('{% load ui %}{% info "overdue" %}').render(Context())
    assert 'href="/fr/method/#overdue"' in drawn
    with pytest.raises(KeyError):
        Template('{% load ui %}{% info "nothing" %}').render(Context())


def test_every_i_in_the_templates_has_its_paragraph() -> None:
    folder = Path(settings.BASE_DIR) / "templates"
    used = {key for path in folder.rglob("*.html") for key in re.findall(r'{% info "([\w-]+)" %}', path.read_text())}
    assert used - {"key"} <= BY_KEY.keys()
