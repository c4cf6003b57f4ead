"""What Celery runs: wake-ups that carry no fact and may be lost or doubled."""

from celery import shared_task
from django.utils import timezone

from following import verbs, weekly


@shared_task
def plan_summaries() -> int:
    """Plan the summaries of the week that has ended; nothing to do on all but the first call in a week."""
    return weekly.plan(now=timezone.now())


@shared_task
def forget() -> int:
    """Delete the addresses of those who left or never confirmed."""
    return verbs.forget(at=timezone.now())
