"""Paging while the list changes under the reader: nobody who was there all along is skipped or comes twice."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard import page_cache
from progress.models import ProgressReport
from stakeholders.models import Commitment
from stakeholders.signals import commitment_changed
from tests import factories
from tests.dashboard.world import World

ORDERINGS = ["title", "-title", "due", "-due", "reported", "-reported"]
TITLES = st.sampled_from(["a", "A", "b", "é", "عمل", "เด็ก", "zz", "=x", " ", "b b"])
DAYS = st.one_of(st.none(), st.dates(datetime.date(2025, 1, 1), datetime.date(2026, 12, 31)))
# What happens between two pages: a row comes, goes, or bears another title and date.
STEPS = st.lists(st.tuples(st.sampled_from(["add", "hide", "change"]), st.integers(0, 99), TITLES, DAYS), max_size=3)


def _happen(world: World, step: tuple, kept: set[int]) -> set[int]:
    """Do one step; returns the rows whose place is no longer what it was."""
    act, number, title, due_on = step
    if act == "add":
        made = factories.commitment(
            world.organisations[2], by=world.people[world.organisations[2].pk], title=title, due_on=due_on
        )
        return {made.pk}
    there = sorted(kept)
    row = Commitment.objects.get(pk=there[number % len(there)])
    row.title, row.due_on = title, due_on
    row.visibility = "private" if act == "hide" else "public"
    Commitment.objects.filter(pk=row.pk).update(title=title, due_on=due_on, visibility=row.visibility)
    commitment_changed.send(Commitment, commitment=row, at=None)
    return {row.pk}


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    ordering=st.sampled_from(ORDERINGS),
    limit=st.integers(1, 4),
    titles=st.lists(st.tuples(TITLES, DAYS), min_size=1, max_size=6),
    between=st.lists(STEPS, min_size=1, max_size=4),
)
def test_rows_that_stay_come_exactly_once(
    world: World, ordering: str, limit: int, titles: list, between: list[list[tuple]]
) -> None:
    for step in titles:
        _happen(world, ("add", 0, *step), set())
    client, kept = Client(), _listed(Client(), f"?ordering={ordering}&limit=100")
    stayed, seen, turn = set(kept), [], 0
    address: str | None = f"/api/v1/commitments/?ordering={ordering}&limit={limit}"
    while address:
        answer = _get(client, address)
        seen += [row["id"] for row in answer["results"]]
        address = answer["next"]
        for step in between[turn] if turn < len(between) else []:
            if stayed:
                stayed -= _happen(world, step, stayed)
        turn += 1
        assert turn < 100
    assert [seen.count(key) for key in stayed] == [1] * len(stayed)


def _get(client: Client, address: str) -> dict[str, Any]:
    page_cache.clear()
    return client.get(address.removeprefix("http://testserver")).json()


def _listed(client: Client, query: str) -> list[int]:
    return [row["id"] for row in _get(client, f"/api/v1/commitments/{query}")["results"]]


@pytest.mark.parametrize("ordering", ["published", "-published", "covers", "-covers"])
def test_reports_of_one_moment_come_exactly_once(client: Client, world: World, ordering: str) -> None:
    ProgressReport.objects.filter(published_at__isnull=False).update(
        published_at="2025-06-01T12:00:00.000001Z", covers_until="2025-06-01"
    )
    address: str | None = f"/api/v1/reports/?ordering={ordering}&limit=1"
    seen: list[int] = []
    while address:
        answer = _get(client, address)
        seen += [row["id"] for row in answer["results"]]
        address = answer["next"]
    assert sorted(seen) == sorted(ProgressReport.objects.public().values_list("pk", flat=True))
    assert len(seen) == len(set(seen)) == 6
