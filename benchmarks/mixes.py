"""Addresses that nobody has asked for yet: lists under filters, past days, searches. The same ones for a seed."""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterator
from urllib.parse import urlencode

AREAS = ["policy-and-legislation", "criminal-justice", "victim-support-services", "technology", "societal",
         "research-and-insight", "cross-cutting"]  # fmt: skip
CHOICES: dict[str, list[str]] = {
    "area": AREAS,
    "actor_type": ["government", "law_enforcement", "ngo", "academia", "private_sector", "online_service_provider"],
    "status": ["not_started", "in_progress", "completed", "no_report"],
    "health": ["on_track", "at_risk", "off_track", "blocked"],
    "freshness": ["fresh", "ageing", "stale", "none"],
    "evidence": ["none", "link", "document", "several"],
    "ordering": ["title", "-title", "due", "-due", "reported", "-reported"],
}
PLACES = ("area", "actor_type")
WORDS = ["training", "law", "report", "hotline", "children", "school", "survey", "Ministry", "police", "data", "guide",
         "helpline", "victims", "review", "formation", "enquête", "ley", "escuela", "network", "standard"]  # fmt: skip
YEARS = 3


def _query(**values: str) -> str:
    return urlencode(values)


def lists(draw: random.Random, count: int) -> Iterator[str]:
    """Lists of commitments under two to five filters, in any order."""
    for _ in range(count):
        names = draw.sample(list(CHOICES), draw.randint(2, 5))
        values = {name: draw.choice(CHOICES[name]) for name in names}
        yield f"/commitments/?{_query(**values)}"


def days(draw: random.Random, count: int, today: datetime.date) -> Iterator[str]:
    """The dashboard on past days, mostly under a filter."""
    for _ in range(count):
        values = {"as_of": (today - datetime.timedelta(days=draw.randint(2, 365 * YEARS))).isoformat()}
        for name in draw.sample(["area", "actor_type", "status", "health", "evidence"], draw.randint(0, 1)):
            values[name] = draw.choice(CHOICES[name])
        yield f"/?{_query(**values)}"


def searches(draw: random.Random, count: int) -> Iterator[str]:
    """Lists of commitments with one or two words in them."""
    for _ in range(count):
        words = draw.sample(WORDS, draw.randint(1, 2))
        yield f"/commitments/?{_query(q=' '.join(words))}"
