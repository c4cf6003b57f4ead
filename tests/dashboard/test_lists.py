"""The head of a list says what is found in it; its columns sort both ways and say so."""

from __future__ import annotations

import datetime
import re

import pytest
from django.test import Client
from django.utils import translation

from dashboard.findings import headings
from dashboard.statistics import Breakdown
from dashboard.statistics.bounded import Total
from tests.dashboard import world as worlds
from tests.dashboard.world import World

OVER = {"completed", "withdrawn", "superseded"}


def heading(client: Client, address: str) -> str:
    found = re.search(r"<h1>(.*?)</h1>", client.get(address).content.decode(), re.DOTALL)
    assert found
    return re.sub(r"</?bdi>", "", found[1]).strip()


def counted(total: int, **counts: int) -> Breakdown:
    found = Breakdown(total=total, overdue=counts.pop("overdue", 0))
    found.status.update(counts)
    return found


@pytest.mark.parametrize(
    ("total", "counts", "said"),
    [
        (Total(0), counted(0), "Commitments"),
        (Total(49), counted(49, overdue=12, completed=5), "12 of 49 public commitments are overdue"),
        (Total(49), counted(49, overdue=1), "1 of 49 public commitments is overdue"),
        (Total(1), counted(1, overdue=1), "1 public commitment is overdue"),
        (Total(3), counted(3, overdue=3), "3 public commitments are overdue"),
        (Total(1200), counted(1200, completed=1100), "1,100 of 1,200 public commitments are completed"),
        (Total(2), counted(2, completed=2), "2 public commitments are completed"),
        (Total(4), counted(4), "4 public commitments"),
        # Of more than are counted, nothing is claimed.
        (Total(10_000, True), counted(10_001, overdue=400), "More than 10,000 public commitments"),
    ],
)
def test_commitments_are_headed_by_what_is_overdue_else_done(total: Total, counts: Breakdown, said: str) -> None:
    with translation.override("en"):
        assert headings.commitments_heading(total, counts) == said


def test_the_finding_is_of_the_filters(client: Client, world: World) -> None:
    for address in ("/commitments/", "/commitments/?area=alpha", "/commitments/?as_of=2025-11-01"):
        late = client.get(f"{address}{'&' if '?' in address else '?'}overdue=true").context["page"].paginator.count
        if late:
            assert heading(client, address).startswith(f"{late} ")


def test_recommendations_claim_nothing_of_everybody_under_filters_on_commitments(client: Client, world: World) -> None:
    assert "have no commitment from at least one actor type" in heading(client, "/recommendations/")
    assert heading(client, "/recommendations/?status=completed").endswith((" recommendation", " recommendations"))


@pytest.mark.parametrize(
    ("address", "column", "ordering"),
    [
        ("/commitments/", "Commitment", "ordering=-title"),
        ("/commitments/?ordering=-title", "Commitment", ""),
        ("/commitments/", "Due", "ordering=due"),
        ("/commitments/?ordering=due", "Due", "ordering=-due"),
        ("/commitments/?ordering=-due&page=1", "Due", "ordering=due"),
        ("/recommendations/?area=alpha", "Reference", "area=alpha&amp;ordering=-reference"),
        ("/organisations/", "Organisation", "ordering=-name"),
        ("/reports/", "Published", "ordering=published"),
        ("/reports/", "Situation on", "ordering=-covers"),
    ],
)
def test_a_column_leads_to_its_order_and_back(
    client: Client, world: World, address: str, column: str, ordering: str
) -> None:
    page = client.get(address).content.decode()
    found = re.search(rf'<a href="([^"]*)" rel="nofollow">{column}</a>', page)
    assert found and found[1].partition("?")[2] == ordering
    assert client.get(found[1].replace("&amp;", "&")).status_code == 200


@pytest.mark.parametrize(
    ("address", "state"),
    [
        ("/commitments/", "ascending"),
        ("/commitments/?ordering=-due", "descending"),
        ("/reports/", "descending"),
        ("/reports/?ordering=covers", "ascending"),
    ],
)
def test_one_column_says_how_the_list_is_sorted(client: Client, world: World, address: str, state: str) -> None:
    assert re.findall(r'aria-sort="(\w+)"', client.get(address).content.decode()) == [state]


def test_an_organisation_shows_its_own_last_public_report(client: Client, world: World) -> None:
    page = client.get("/organisations/").content.decode()
    row = next(row for row in page.split("<tr>") if "/organisations/gov/" in row)
    assert "1 October 2025" in row
    then = client.get("/organisations/?as_of=2025-06-01").content.decode()
    assert "1 October 2025" not in then


@pytest.mark.parametrize("query", ["", "?as_of=2025-06-01", "?status=in_progress&status=no_report"])
def test_the_squares_of_a_row_are_those_of_its_commitments(client: Client, world: World, query: str) -> None:
    """In their order, with silence and overdue, as the chart of every commitment draws them."""
    worlds.commit(world, "late", 1, [1], "2024-01-10", due_on=datetime.date(2025, 3, 1))
    worlds.report(world, "old", "late", "2024-02-01", implementation_status="in_progress")
    marks: set[str] = set()
    for address, row_name in (("/recommendations/", "recommendation"), ("/organisations/", "organisation")):
        html = client.get(address + query).content.decode()
        for row in re.findall(r"<tr>.*?</tr>", html, re.DOTALL):
            key = re.search(rf'href="{address}([^/"]+)/', row)
            drawn = re.findall(r'<span class="square ([^"]+)"', row)
            if not key or not drawn:
                continue
            found = client.get(f"/api/v1/commitments/{query or '?'}&{row_name}={key[1]}&limit=100").json()["results"]
            assert len(drawn) == len(found)
            assert sum("overdue" in one for one in drawn) == sum(one["overdue"] for one in found)
            silent = [one for one in found if one["freshness"] == "stale" and one["implementation_status"] not in OVER]
            assert sum("silent" in one for one in drawn) == len(silent)
            marks.update(*(one.split() for one in drawn))
    assert {"overdue", "silent"} <= marks
