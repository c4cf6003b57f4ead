"""A sender that needs no broker: sweep and deliver, wait, and again."""

from __future__ import annotations

import logging
import threading
from collections import Counter

from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from outbox.sending import deliver
from outbox.sweeping import sweep

logger = logging.getLogger(__name__)


def run_once(stop: threading.Event | None = None) -> Counter[str]:
    """Sweep and deliver; returns how many messages had which outcome."""
    sweep(on=timezone.now())
    return deliver(stop=stop.is_set) if stop else deliver()


def run_until(stop: threading.Event, *, pause: float) -> None:
    """Do so again and again, ``pause`` seconds apart, until ``stop`` is set; a database that is away is waited for."""
    while not stop.is_set():
        try:
            run_once(stop)
        except (OperationalError, InterfaceError) as error:
            logger.warning("The database cannot be used at the moment: %s", error)
            connection.close()
        stop.wait(pause)
