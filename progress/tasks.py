"""What Celery runs: wake-ups that carry no fact and may be lost or doubled."""

from celery import shared_task
from django.utils import timezone

from progress import reminders


@shared_task
def plan_reminders() -> int:
    """Plan the digests of each person's own day."""
    return reminders.plan(now=timezone.now())
