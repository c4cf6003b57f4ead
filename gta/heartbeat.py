"""A worker's sign of life: the scheduler asks for one each minute, and the metrics say how old the last one is."""

from __future__ import annotations

import datetime

from django.core.cache import cache
from django.utils import timezone

KEY = "worker-heartbeat"
KEPT_SECONDS = 24 * 60 * 60


def beat() -> None:
    """Note that a worker is alive now."""
    cache.set(KEY, timezone.now(), KEPT_SECONDS)


def last_beat() -> datetime.datetime | None:
    """When one last said so; None where that was over a day ago, or the cache was emptied since."""
    return cache.get(KEY)
