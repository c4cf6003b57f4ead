"""A shared cache in front of the site: whoever asks, nobody is shown another person's state."""

from __future__ import annotations

import random
from typing import Any

import pytest
from django.test import Client

from .conftest import ticked

pytestmark = pytest.mark.django_db

REQUESTS = 2_000
SHARED = ["/about/", "/cookies/", "/fr/cookies/", "/cookies/statistics/", "/cookies/declaration.json"]
PERSONAL = ["/cookies/mine/", "/cookies/state.json", "/cookies/mine.json"]


class SharedCache:
    """Keeps what may be kept, by address and the headers that an answer says it varies by, as HTTP asks."""

    def __init__(self) -> None:
        self.kept: dict[str, list[tuple[dict[str, str], Any]]] = {}
        self.hits = 0

    def get(self, client: Client, address: str) -> Any:
        for varied, response in self.kept.get(address, []):
            if all(self._sent(client, name) == value for name, value in varied.items()):
                self.hits += 1
                return response
        response = client.get(address)
        rules = response.get("Cache-Control", "")
        if response.status_code == 200 and "public" in rules and "no-store" not in rules:
            names = [name.strip().lower() for name in response.get("Vary", "").split(",") if name.strip()]
            varied = {name: self._sent(client, name) for name in names}
            self.kept.setdefault(address, []).append((varied, response))
        return response

    @staticmethod
    def _sent(client: Client, name: str) -> str:
        return client.cookies.output() if name == "cookie" else ""


def test_interleaved_visitors_behind_a_shared_cache(choose, charlie, bob) -> None:
    answers: list[dict[str, str] | None] = [
        None,
        {"decision": "refuse_all"},
        {"decision": "accept_all"},
        {"statistics": "on"},
        {"preferences": "on"},
        {"decision": "accept_all"},
        {"decision": "refuse_all"},
    ]
    visitors = [(Client(), answer) for answer in answers]
    visitors[5][0].force_login(charlie)
    visitors[6][0].force_login(bob)
    for client, answer in visitors:
        if answer:
            choose(to=client, **answer)
    expected = [_granted(answer) for answer in answers]
    plain = {address: Client().get(address).content for address in SHARED}
    proxy, chance = SharedCache(), random.Random(20260504)
    for _request in range(REQUESTS):
        number = chance.randrange(len(visitors))
        client = visitors[number][0]
        address = chance.choice(SHARED * 6 + PERSONAL)
        response = proxy.get(client, address)
        if address in SHARED:
            assert response.content == plain[address], address
            assert not response.cookies
        elif address == "/cookies/state.json":
            state = response.json()["granted"]
            assert {key for key, yes in state.items() if yes} - {"functional"} == expected[number]
        elif address == "/cookies/mine/":
            assert ticked(response) == expected[number]
    assert set(proxy.kept) == set(SHARED)
    assert proxy.hits > REQUESTS * 0.8, "what may be shared was shared"


def _granted(answer: dict[str, str] | None) -> set[str]:
    if answer is None or answer.get("decision") == "refuse_all":
        return set()
    return {"preferences", "statistics", "marketing"} if "decision" in answer else set(answer)
