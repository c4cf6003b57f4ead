"""Organisations found while their names are typed: by any part, folded, bounded, and by what the field takes."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from stakeholders.fields import OrganisationNamesField
from stakeholders.models import Organisation

pytestmark = pytest.mark.django_db


def organisation(name: str, slug: str, **fields) -> Organisation:
    return Organisation.objects.create(name=name, slug=slug, actor_type="ngo", **fields)


@pytest.fixture
def asked(client: Client, alice, lantern):
    client.force_login(alice)

    def found(text: str) -> list[tuple[str, str]]:
        page = client.get(reverse("stakeholders:find_organisations"), {"q": text}).content.decode()
        return re.findall(r'<option value="([^"]*)">([^<]*)</option>', page)

    return found


@pytest.mark.parametrize("text", ["antern", "LANTERN  TRUST", "lantern-trust", " La "])
def test_any_part_of_a_name_finds_it(asked, text: str) -> None:
    assert asked(text) == [("Lantern Trust", "Lantern Trust")]


@pytest.mark.parametrize("text", ["", "L", "nobody", "%", "__", "x" * 100_000])
def test_what_is_too_short_or_unknown_finds_nothing(asked, text: str) -> None:
    assert asked(text) == []


def test_what_is_found_is_what_the_field_takes(asked) -> None:
    organisation("Éclair & fils", "eclair")
    organisation("Twice", "twice-one"), organisation("Twice", "twice-two")
    organisation("Twice gone", "gone", archived_at=timezone.now(), archived_reason="Closed.")
    assert asked("éclair") == [("Éclair &amp; fils", "Éclair &amp; fils")]
    assert asked("twice") == [("twice-one", "Twice"), ("twice-two", "Twice")]
    for text in ("Éclair & fils", "twice-one"):
        assert len(OrganisationNamesField().clean(text)) == 1


def test_ten_at_most_by_two_queries(asked, client: Client) -> None:
    def queries(text: str) -> int:
        with CaptureQueriesContext(connection) as found:
            asked(text)
        return sum("stakeholders_organisation" in one["sql"] for one in found.captured_queries)

    one = queries("Lantern")
    for number in range(12):
        organisation(f"Lantern {number:02}", f"lantern-{number}")
    assert queries("Lantern") == one
    assert len(asked("Lantern")) == 10


def test_the_form_has_the_finder_only_where_partners_may_be_changed(client: Client, alice) -> None:
    client.force_login(alice)
    page = client.get(reverse("stakeholders:commitment_new")).content.decode()
    assert "Find a partner organisation" in page and 'name="joint_organisations"' in page
