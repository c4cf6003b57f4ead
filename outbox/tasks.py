"""What Celery runs. A task is a wake-up: it carries no fact, is never retried, and may be lost or doubled."""

from celery import shared_task
from django.utils import timezone

from outbox import sending, sweeping


@shared_task
def deliver() -> dict[str, int]:
    """Send what is due."""
    return dict(sending.deliver())


@shared_task
def sweep() -> dict[str, int]:
    """Take care of messages whose sender died or whose time is over."""
    return sweeping.sweep(on=timezone.now())


@shared_task
def forget_settled() -> int:
    """Delete what was settled long ago."""
    return sweeping.forget_settled()
