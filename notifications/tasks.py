"""What Celery runs: a wake-up that carries no fact and may be lost or doubled."""

from celery import shared_task
from django.utils import timezone

from notifications import inbox


@shared_task
def forget() -> int:
    """Delete notifications that are older than a year."""
    return inbox.forget(at=timezone.now())
