"""The world that public pages are tested in, looked at on 22 November 2025."""

from __future__ import annotations

import datetime

import pytest
import time_machine

from accounts.models import User
from tests.dashboard import world as worlds

TODAY = datetime.datetime(2025, 11, 22, 12, tzinfo=datetime.UTC)


@pytest.fixture
def clock():
    """The clock stands on 22 November 2025."""
    with time_machine.travel(TODAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def world(clock, carol: User) -> worlds.World:
    """Commitments and reports of every kind."""
    return worlds.full(carol)
