"""A past day answers as it answered on that day, whatever happened since."""

from __future__ import annotations

import datetime
from typing import Any

import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import User
from progress import rollups, workflow
from stakeholders.models import Commitment
from tests.dashboard import world as worlds

QUERIES: list[dict[str, str]] = [
    {},
    {"area": "alpha"},
    {"status": "in_progress"},
    {"freshness": "stale"},
    {"overdue": "true"},
    {"actor_type": "ngo"},
    {"organisation": "gov"},
    {"evidence": "link"},
    {"health": "blocked"},
]


def seen(client: Client, **query: str) -> list[Any]:
    """What the site says under each of the filters: its numbers and its lists."""
    found: list[Any] = []
    for extra in QUERIES:
        asked = {**extra, **query}
        summary = client.get("/api/v1/summary/", asked).json()
        # A day of the past never tells what is counted only.
        summary.pop("counted_only")
        rows = client.get("/api/v1/commitments/", asked).json()["results"]
        reports = client.get("/api/v1/reports/", asked).json()["results"]
        facts = ("id", "implementation_status", "health", "freshness", "evidence_strength", "overdue", "reports", "due")
        found.append([summary, [[row[name] for name in facts] for row in rows], [row["id"] for row in reports]])
    return found


def change_due_date(world: worlds.World, name: str, day: str) -> None:
    Commitment.objects.filter(pk=world.commitments[name].pk).update(due_on=day)
    rollups.refresh(Commitment.objects.get(pk=world.commitments[name].pk), on=timezone.localdate())


def test_every_past_day_answers_as_it_did(client: Client, carol: User) -> None:
    answers: dict[str, Any] = {}
    with time_machine.travel(datetime.datetime(2024, 1, 1, 12, tzinfo=datetime.UTC), tick=False) as clock:
        world = worlds.base(carol)

        def on(day: str) -> None:
            clock.move_to(worlds.moment(day))

        def remember(day: str) -> None:
            answers[day] = seen(client)

        on("2024-01-10")
        worlds.commit(world, "one", 0, [0, 1], "2024-01-10", due_on=datetime.date(2024, 3, 31))
        worlds.commit(world, "two", 1, [3], "2024-01-10")
        remember("2024-01-10")
        on("2024-02-01")
        worlds.report(world, "first", "one", "2024-02-01", links=1)
        remember("2024-02-01")
        on("2024-04-15")
        worlds.report(world, "wrong", "two", "2024-04-15", health="blocked", help_kind="legal")
        remember("2024-04-15")
        on("2024-04-20")
        workflow.retract(report=world.reports["wrong"], by=carol, reason="By mistake.")
        change_due_date(world, "one", "2024-12-31")
        remember("2024-04-20")
        on("2025-02-10")
        remember("2025-02-10")
        on("2025-02-11")
        worlds.report(world, "last", "one", "2025-02-11", implementation_status="completed")
        worlds.commit(world, "three", 2, [2], "2025-02-11")
        remember("2025-02-11")
        on("2025-06-01")
        for day, then in answers.items():
            now = seen(client, as_of=day)
            for query, was, said in zip(QUERIES, then, now, strict=True):
                assert said == was, (day, query)
    assert answers["2024-04-15"] != answers["2024-04-20"]


def test_today_asked_for_by_name_is_now(client: Client, world: worlds.World) -> None:
    assert client.get("/api/v1/summary/?as_of=2025-11-22").json() == client.get("/api/v1/summary/").json()


def test_single_pages_can_be_seen_as_of_a_day(client: Client, world: worlds.World) -> None:
    pk = world.commitments["hotline"].pk
    now, then = client.get(f"/commitments/{pk}/"), client.get(f"/commitments/{pk}/?as_of=2025-05-01")
    assert b"Several pieces of evidence" in now.content
    assert b"Several pieces of evidence" not in then.content
    assert b"1 October 2025" not in then.content
    assert client.get(f"/api/v1/commitments/{pk}/?as_of=2025-05-01").json()["implementation_status"] == "in_progress"
    assert client.get(f"/commitments/{pk}/?as_of=2025-12-01").status_code == 400
    assert client.get(f"/commitments/{pk}/?status=completed").status_code == 400
