"""Gaps: every number of the two tables leads to a list of just as many recommendations, under any filter."""

from __future__ import annotations

import html
import re

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from progress import rollups
from stakeholders.models import Country
from tests.dashboard import world as worlds
from tests.dashboard.world import World

pytestmark = pytest.mark.any_database

CELL = re.compile(r"<td(?: class=\"gap\")?>(.*?)</td>", re.S)
LINK = re.compile(r'<a href="([^"]+)">(\d+)</a>')
QUERIES = [
    {}, {"as_of": "2025-02-01"}, {"as_of": "2025-01-10"}, {"status": "completed"}, {"status": "no_report"},
    {"area": "alpha"}, {"area": "cross-cutting"}, {"actor_type": "government"}, {"region": "fictional"},
    {"region": ["africa", "fictional"], "actor_type": ["government", "ngo"]}, {"country": "XA"},
    {"recommendation": "ED-2021-03"}, {"organisation": "ngo"}, {"unanswered": "true"}, {"unanswered": "false"},
    {"region": "africa", "unanswered": "1"},
]  # fmt: skip


@pytest.fixture
def africa(world: World) -> World:
    """The NGO's country lies in Africa, and always did."""
    Country.objects.filter(code="XB").update(region="africa")
    call_command("rebuild_rollups")
    return world


def references(page: str) -> list[str]:
    """The recommendations that the page lists."""
    return re.findall(r'<th scope="row">\s*<span class="ref">([^<]+)</span>', page)


def cells(page: str) -> list[tuple[str, int]]:
    """Every number of both tables with the address that it leads to."""
    links = [link for cell in CELL.findall(page.split('class="matrix"', 1)[-1]) for link in LINK.findall(cell)]
    return [(html.unescape(address), int(number)) for address, number in links]


def test_every_number_leads_to_as_many_recommendations(client: Client, africa: World) -> None:
    followed = {}
    for query in QUERIES:
        found = cells(client.get("/gaps/", query).content.decode())
        assert found or query.get("recommendation") or query.get("as_of") == "2025-01-10", query
        for address, number in found:
            listed = followed.setdefault(address, references(client.get(address).content.decode()))
            assert len(listed) == len(set(listed)) == number, (query, address)
    assert len(followed) > 30


def test_a_region_answers_by_leading_or_joining(client: Client, africa: World) -> None:
    """Africa's one organisation leads on 01 and 04 and joined 01 and 02; only Verania's kind leads on 03."""
    missing = references(client.get("/gaps/?region=africa&unanswered=true").content.decode())
    assert missing == ["ED-2021-03"]
    assert references(client.get("/gaps/?region=africa&unanswered=false").content.decode()) == [
        "ED-2021-01", "ED-2021-02", "ED-2021-04",
    ]  # fmt: skip
    # On a past day, before its first record, and by kind: Africa has no government.
    before = client.get("/gaps/?region=fictional&unanswered=true&as_of=2025-01-09")
    assert before.status_code == 400
    early = references(client.get("/gaps/?region=fictional&unanswered=true&as_of=2025-02-10").content.decode())
    assert early == ["ED-2021-04"]
    governments = client.get("/gaps/?region=africa&actor_type=government&unanswered=true").content.decode()
    assert references(governments) == ["ED-2021-01", "ED-2021-02", "ED-2021-04"]


def test_what_nobody_answered_says_so_here_and_on_its_page(client: Client, world: World) -> None:
    commitment = world.commitments["school"]
    type(commitment).objects.filter(pk=commitment.pk).update(visibility="private")
    rollups.refresh(type(commitment).objects.get(pk=commitment.pk), on=timezone.localdate())
    page = client.get("/gaps/?area=beta").content.decode()
    assert references(page) == ["ED-2021-03"]
    assert page.count("No public commitments yet.") == 1
    assert b"It has no public commitment yet." in client.get("/recommendations/ED-2021-03/").content
    assert b"No public commitments yet." in client.get("/recommendations/").content


@pytest.mark.parametrize("query", ["region=mars", "unanswered=perhaps"])
def test_a_wrong_value_is_named(client: Client, world: World, query: str) -> None:
    answer = client.get(f"/gaps/?{query}")
    assert answer.status_code == 400
    assert f"<code>{query.split('=')[0]}</code>" in answer.content.decode()


def test_links_to_other_pages_leave_out_what_only_this_page_understands(client: Client, world: World) -> None:
    page = client.get("/gaps/?region=fictional&unanswered=false").content.decode()
    addresses = {
        html.unescape(one) for one in re.findall(r'href="(/(?:commitments|recommendations|charts)/[^"]*)"', page)
    }
    assert addresses
    assert [address for address in addresses if client.get(address).status_code != 200] == []
    assert worlds.CANARY not in page
