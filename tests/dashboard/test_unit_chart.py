"""Every square, number and cell of the dashboard, of areas and of the gaps leads to just what it stands for."""

from __future__ import annotations

import datetime
import re
from html import unescape

import pytest
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from dashboard import page_cache
from dashboard.findings.squares import STATES
from dashboard.statistics import unit_chart
from progress import rollups
from progress.assessments import assess
from stakeholders.models import Commitment
from tests.dashboard import world as worlds
from tests.dashboard.test_numbers import SINGLE, VALUES, count_on, linked_numbers
from tests.dashboard.world import CANARY, World

pytestmark = pytest.mark.any_database

ROW = re.compile(r"<tr>(.*?)</tr>", re.S)
UNIT = re.compile(
    r'<li>\s*<a href="([^"]+)"[^>]*title="([^"]*)"[^>]*>\s*<span class="square ([^"]*)" aria-hidden="true"></span>'
)
MARK = re.compile(r'<a class="mark (answered|silent)" href="([^"]+)">')
STATE = {"": "no_report", "withdrawn": "ended", "superseded": "ended"}
# Up to two filters at a time: more of them leave little to draw.
few_filters = st.lists(st.sampled_from([*VALUES, *SINGLE]), max_size=2, unique=True).flatmap(
    lambda names: st.fixed_dictionaries({name: st.sampled_from((VALUES | SINGLE)[name]) for name in names})
)


def table(page: str, name: str) -> str:
    return page.partition(f'<table class="{name}">')[2].partition("</table>")[0]


class Opened:
    """Pages behind numbers, each asked for once."""

    def __init__(self, client: Client) -> None:
        self.client, self.known = client, {}

    def count(self, address: str) -> int:
        if address not in self.known:
            self.known[address] = count_on(self.client.get(address).content.decode())
        return self.known[address]

    def rows(self, address: str) -> list[dict]:
        path, _question, query = address.partition("?")
        key = f"/api/v1{path}?limit=100&{query}"
        if key not in self.known:
            self.known[key] = self.client.get(key).json()["results"]
        return self.known[key]


def check_units(opened: Opened, page: str) -> int:
    """The squares of each row are the rows of the list that its total leads to, each in its state."""
    seen = 0
    for row in ROW.findall(table(page, "units")):
        units = [(unescape(address), classes.split()) for address, _title, classes in UNIT.findall(row)]
        totals = [one for one in linked_numbers(row, "/commitments/") if "status=completed" not in one[0]]
        late = {address for address, _number in totals if "overdue=true" in address}
        (total,) = [address for address, _number in totals if address not in late] or [None]
        listed = opened.rows(total) if total else []
        drawn = {int(address.partition("?")[0].rstrip("/").rpartition("/")[2]): classes for address, classes in units}
        assert len(drawn) == len(units) == len(listed)
        for one in listed:
            state, *marks = drawn[one["id"]]
            assert state == STATE.get(one["implementation_status"], one["implementation_status"])
            assert ("overdue" in marks) == one["overdue"]
        seen += len(units)
    return seen


def check_numbers(opened: Opened, page: str) -> None:
    for path in ("/commitments/", "/recommendations/", "/gaps/"):
        for address, number in linked_numbers(page, path):
            assert opened.count(address) == number, address


def check_cells(opened: Opened, page: str) -> int:
    marks = MARK.findall(table(page, "asked"))
    for kind, address in marks:
        if kind == "answered":
            assert opened.count(unescape(address)) > 0, address
        else:
            assert opened.client.get(unescape(address)).status_code == 200
    return len(marks)


def test_whatever_the_filters_everything_drawn_is_what_its_link_opens(client: Client, world: World) -> None:
    opened, drawn = Opened(client), {"units": 0, "cells": 0}

    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(query=few_filters)
    @example(query={})
    @example(query={"as_of": "2025-06-01"})
    @example(query={"actor_type": ["government", "academia"]})
    def check(query: dict) -> None:
        of_an_area = {name: value for name, value in query.items() if name not in ("area", "edition")}
        for path, given_here in (("/", query), ("/areas/alpha/", of_an_area), ("/gaps/", query)):
            page = client.get(path, given_here).content.decode()
            assert CANARY not in page
            check_numbers(opened, page)
            drawn["units"] += check_units(opened, page)
            drawn["cells"] += check_cells(opened, page)

    check()
    assert drawn["units"] > 20 and drawn["cells"] > 20


def test_a_silent_cell_has_nobody_behind_it(client: Client, world: World) -> None:
    """The addressees without a filled cell have no commitment in the list of the recommendation."""
    page = client.get("/").content.decode()
    silent = [unescape(address) for kind, address in MARK.findall(table(page, "asked")) if kind == "silent"]
    assert sorted(silent) == ["/recommendations/ED-2021-03/", "/recommendations/ED-2021-04/"]
    assert opened_count(client, "/commitments/?recommendation=ED-2021-03&actor_type=academia") == 0
    assert opened_count(client, "/commitments/?recommendation=ED-2021-04&actor_type=government") == 0


def opened_count(client: Client, address: str) -> int:
    return count_on(client.get(address).content.decode())


def test_squares_stand_in_their_order(client: Client, world: World) -> None:
    page = client.get("/").content.decode()
    states = [[classes.split()[0] for _address, _title, classes in UNIT.findall(row)]
              for row in ROW.findall(table(page, "units"))]  # fmt: skip
    assert [one for one in states if one] == [["completed", "in_progress"], ["in_progress"], ["no_report", "ended"]]
    for row in states:
        assert row == sorted(row, key=STATES.index)


@pytest.mark.parametrize("limit", ["MOST", "MOST_IN_A_ROW"])
def test_too_many_to_draw_are_bars_with_the_same_numbers(client: Client, world: World, limit: str, monkeypatch) -> None:
    squares = client.get("/").content.decode()
    monkeypatch.setattr(unit_chart, limit, 1)
    bars = client.get("/?as_of=2025-11-22").content.decode()
    assert not UNIT.findall(bars) and "<svg" in table(bars, "units")
    assert [number for _address, number in linked_numbers(bars, "/commitments/")] == [
        number for _address, number in linked_numbers(squares, "/commitments/")
    ]


@pytest.mark.parametrize("query", ["", "?as_of=2025-07-01", "?actor_type=government"])
def test_the_facts_are_the_same_from_the_rows_and_from_the_index(
    client: Client, world: World, query: str, monkeypatch
) -> None:
    day = {"at": worlds.moment("2025-10-20"), "assessed_on": datetime.date(2025, 10, 20)}
    assess(commitment=world.commitments["hotline"], by=world.curator, completion="complete", rationale="All.", **day)
    found = []
    for most in (500, 0):
        monkeypatch.setattr(unit_chart, "MOST", most)
        page_cache.clear()
        page = client.get(f"/{query}").content.decode()
        found.append(page.partition('class="four-facts"')[2].partition("</ul>")[0])
    assert found[0] == found[1]
    assert ("assessed=complete" in found[0]) == ("as_of" not in query)


def test_what_is_public_no_longer_keeps_its_square_and_loses_its_words(client: Client, world: World) -> None:
    one = world.commitments["hotline"]
    Commitment.objects.filter(pk=one.pk).update(visibility="private")
    rollups.refresh(Commitment.objects.get(pk=one.pk), on=datetime.date(2025, 11, 22))
    page = client.get("/?as_of=2025-11-01").content.decode()
    chart = table(page, "units")
    assert "hotline" not in chart and f"/commitments/{one.pk}/" not in chart
    assert chart.count('<span class="square completed" aria-hidden="true">') == 1
    assert "A commitment that is no longer public" in chart


def test_the_tab_key_passes_the_squares_and_comes_to_the_list(client: Client, world: World) -> None:
    chart = table(client.get("/").content.decode(), "units")
    units = re.findall(r"<li>\s*<a ([^>]+)>", chart)
    assert units and all('tabindex="-1"' in one and "title=" in one for one in units)
    assert len(linked_numbers(chart, "/commitments/")) >= 3
