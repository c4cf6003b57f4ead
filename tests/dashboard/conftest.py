"""The world that public pages are tested in, looked at on 22 November 2025."""

from __future__ import annotations

import pytest
import time_machine

from tests.dashboard import world as worlds
from tests.dashboard.world import TODAY


@pytest.fixture
def clock():
    """The clock stands on 22 November 2025."""
    with time_machine.travel(TODAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def world(clock, full_world: worlds.World) -> worlds.World:
    """Commitments and reports of every kind."""
    return full_world
