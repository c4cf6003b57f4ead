"""Commitments that are only counted: whatever an attacker asks and subtracts, he learns nothing of a single one."""

from __future__ import annotations

import datetime

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from progress import rollups
from stakeholders.models import Commitment
from tests.dashboard import world as worlds
from tests.dashboard.addresses import FILTERED, NAMED_CHARTS, body
from tests.dashboard.world import CANARY, World

FILTERS = {
    "q": [CANARY, "promise", "Organisation gov"], "area": ["alpha", "beta", "cross-cutting"],
    "recommendation": ["ED-2021-01", "ED-2021-03"], "organisation": ["gov", "ngo", "firm"],
    "actor_type": ["government", "academia", "private_sector"], "country": ["XA", "XB"],
    "status": ["in_progress", "no_report", "completed"], "health": ["on_track", "blocked"],
    "freshness": ["fresh", "ageing", "none"], "evidence": ["none", "link"], "overdue": ["true", "false"],
    "due_before": ["2025-07-01", "2026-06-01"],
}  # fmt: skip
DAYS = [None, "2025-03-01", "2025-05-20", "2025-08-01", "2025-11-21"]
DATA = (
    "recommendations", "organisations", "commitments", "reports",
    "responses", "milestones", "indicators", "indicator_values", "assessments",
)  # fmt: skip
LISTS = [
    *(page for page in FILTERED if not page.startswith("/areas/")),
    *(f"/data/{name}.{kind}" for name in DATA for kind in ("csv", "json")),
    *(f"/charts/{name}.{kind}" for name in NAMED_CHARTS for kind in ("svg", "csv")),
    *(f"/api/v1/{name}/" for name in (*DATA, "summary", "areas")),
    "/embed/status/",
]  # fmt: skip
THINGS = [
    "/organisations/gov/", "/organisations/ngo/", "/organisations/firm/", "/recommendations/ED-2021-01/",
    "/recommendations/ED-2021-03/", "/recommendations/ED-2021-04/", "/api/v1/organisations/gov/",
    "/api/v1/recommendations/ED-2021-03/",
]  # fmt: skip
FEEDS = ["/reports/feed.atom", "/organisations/firm/feed.atom", "/recommendations/ED-2021-03/feed.atom"]

chosen = st.dictionaries(st.sampled_from(sorted(FILTERS)), st.integers(0, 2), max_size=2)
questions = st.tuples(st.sampled_from([*LISTS, *THINGS, *FEEDS]), chosen, st.sampled_from(DAYS))
hidden = st.fixed_dictionaries(
    {
        "lead": st.integers(0, 2),
        "asked": st.lists(st.integers(0, 3), min_size=1, max_size=3, unique=True),
        "at": st.sampled_from(["2025-02-20", "2025-05-20", "2025-11-22"]),
        "joint": st.booleans(),
        "due": st.sampled_from([None, datetime.date(2025, 6, 1), datetime.date(2026, 1, 1)]),
        "reported": st.booleans(),
        "visibility": st.sampled_from(["aggregate", "aggregate", "private"]),
    }
)


def asked(client: Client, question: tuple) -> tuple[int, bytes]:
    """What an attacker reads: the status and the whole body."""
    address, picked, day = question
    query = {name: FILTERS[name][n % len(FILTERS[name])] for name, n in picked.items()} if address in LISTS else {}
    if day and address not in FEEDS:
        query["as_of"] = day
    answer = client.get(address, query)
    return answer.status_code, body(answer)


def hide(world: World, number: int, spec: dict) -> Commitment:
    """One more commitment that is not shown, with a report or without."""
    name = f"{CANARY} more{number}"
    made = worlds.commit(
        world, name, spec["lead"], spec["asked"], spec["at"], visibility=spec["visibility"], due_on=spec["due"],
        joint=[world.organisations[(spec["lead"] + 1) % 3]] if spec["joint"] else [],
    )  # fmt: skip
    if spec["reported"]:
        worlds.report(world, name, name, "2025-11-22", narrative=f"{CANARY} more", links=1)
    return made


def counted(client: Client, **query: str) -> int | None:
    return client.get("/api/v1/summary/", query).json()["counted_only"]


@settings(
    max_examples=8, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(specs=st.lists(hidden, min_size=1, max_size=4), attack=st.lists(questions, min_size=6, max_size=10))
def test_what_is_only_counted_changes_no_byte_of_any_answer(client, world, specs, attack) -> None:
    """Five were there; up to four more stay within the step. Whatever is asked before and after is the same."""
    with transaction.atomic():
        before = [asked(client, question) for question in attack]
        for number, spec in enumerate(specs):
            hide(world, number, spec)
        after = [asked(client, question) for question in attack]
        transaction.set_rollback(True)
    differing = [question for question, a, b in zip(attack, before, after, strict=True) if a != b]
    assert differing == []
    assert [
        question for question, (status, _body) in zip(attack, before, strict=True) if status not in (200, 404)
    ] == []


def test_every_page_of_the_attack_is_the_same_with_and_without(client: Client, world: World) -> None:
    """The same once more over every address there is, so that none is left to chance."""
    every = [(address, {}, None) for address in [*LISTS, *THINGS, *FEEDS]]
    before = [asked(client, question) for question in every]
    spec = {"lead": 2, "asked": [2], "at": "2025-11-22", "joint": True, "due": None, "reported": True}
    hide(world, 0, {**spec, "visibility": "aggregate"})
    after = [asked(client, question) for question in every]
    assert [question[0] for question, a, b in zip(every, before, after, strict=True) if a != b] == []
    assert {status for status, _body in before} == {200}


def test_the_one_number_goes_in_steps_of_five(client: Client, world: World) -> None:
    """From none to eleven, one a time: two days next to each other never tell of a single one."""
    for number in range(5):
        row = world.commitments[f"counted{number}"]
        Commitment.objects.filter(pk=row.pk).update(visibility="private")
        rollups.refresh(Commitment.objects.get(pk=row.pk), on=timezone.localdate())
    seen = [counted(client)]
    spec = {"lead": 0, "asked": [0], "at": "2025-11-22", "joint": False, "due": None, "reported": False}
    for number in range(11):
        hide(world, number, {**spec, "visibility": "aggregate"})
        seen.append(counted(client))
    assert seen == [None] * 5 + [5] * 5 + [10] * 2
    assert b"plus at least 10 commitments" in client.get("/").content


@pytest.mark.parametrize("name", sorted(FILTERS))
def test_no_filter_has_a_number_of_its_own(client: Client, world: World, name: str) -> None:
    assert counted(client) == 5
    assert [counted(client, **{name: value}) for value in FILTERS[name]] == [None] * len(FILTERS[name])
    assert counted(client, as_of="2025-11-21") is None


@pytest.mark.parametrize("visibility", ["aggregate", "private"])
def test_the_first_day_of_the_record_is_that_of_the_public_one(client: Client, world: World, visibility: str) -> None:
    spec = {"lead": 0, "asked": [0], "at": "2024-06-01", "joint": False, "due": None, "reported": False}
    hide(world, 0, {**spec, "visibility": visibility})
    answer = client.get("/", {"as_of": "2025-01-09"})
    assert answer.status_code == 400
    assert b"10 January 2025" in answer.content
    assert b"2024-06" not in client.get("/data/catalogue.ttl").content
