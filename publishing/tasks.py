"""What Celery runs."""

from celery import shared_task

from accounts.days import site_day
from publishing import snapshots


@shared_task
def make_monthly_snapshot() -> str | None:
    """The month's snapshot where it has none yet. Asked for every hour: a message lost or doubled is harmless."""
    made = snapshots.make_monthly(on=site_day())
    return str(made) if made else None
