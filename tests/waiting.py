"""Waiting for what another process does: as long as it takes, and no longer than it may."""

from __future__ import annotations

import time
from collections.abc import Callable


def until(condition: Callable[[], object], within: float = 180) -> bool:
    """Wait up to ``within`` seconds until the condition holds; whether it does."""
    deadline = time.monotonic() + within
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
