"""What Celery runs: wake-ups that carry no fact and may be lost or doubled."""

from celery import shared_task
from django.utils import timezone

from desk import digests


@shared_task
def plan_digests() -> int:
    """Queue this week's mail to curators and administrators."""
    return digests.plan(now=timezone.now())
