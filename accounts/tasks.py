"""What the scheduler starts. A task is a wake-up: it may be lost, doubled or late."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from accounts import sessions


@shared_task
def forget_sessions() -> int:
    """Delete sessions that are over, with what was kept in them."""
    return sessions.forget_expired(on=timezone.now())
