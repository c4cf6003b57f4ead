"""The ground, and one signed-in browser a role."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from consent import notices
from gta import health
from tests.kept import Ground
from tests.matrix import ground as grounds
from tests.matrix.roles import Visitors


@pytest.fixture
def ground(monkeypatch, kept_ground: Ground) -> Iterator[grounds.Things]:
    """One thing of each kind and state."""
    notices.forget()
    # Each check of readiness waits for a lock that the test's own transaction holds; tests/house tries them for real.
    monkeypatch.setattr(health, "CHECKS", {})
    yield kept_ground.things
    notices.forget()


@pytest.fixture
def visitors(charlie, alice, fatima, bob, carol, ada) -> Visitors:
    """Who asks: each role with a session opened a moment ago."""
    return Visitors(
        {
            "stranger": charlie,
            "reporter": alice,
            "focal point": fatima,
            "other": bob,
            "curator": carol,
            "administrator": ada,
        }
    )
