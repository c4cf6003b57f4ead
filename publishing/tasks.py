"""What Celery runs."""

from celery import shared_task
from django.utils import timezone

from publishing import snapshots


@shared_task
def make_monthly_snapshot() -> str | None:
    """The month's snapshot where it has none yet. Asked for every hour: a message lost or doubled is harmless."""
    made = snapshots.make_monthly(on=timezone.localdate())
    return str(made) if made else None
