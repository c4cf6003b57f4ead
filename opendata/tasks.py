"""What Celery runs: wake-ups that carry no fact and may be lost or doubled."""

from celery import shared_task

from accounts.days import site_day
from opendata import snapshots
from opendata.packs import jobs, making


@shared_task
def make_packs() -> int:
    """Make the report packs that wait, once what was left behind is out of their way."""
    jobs.sweep()
    return making.make_waiting()


@shared_task
def make_monthly_snapshot() -> str | None:
    """The month's snapshot where it has none yet. Asked for every hour: a message lost or doubled is harmless."""
    made = snapshots.make_monthly(on=site_day())
    return str(made) if made else None
