"""What Celery runs: a wake-up that carries no fact and may be lost or doubled."""

from celery import shared_task

from recommendations import scheduling


@shared_task
def run_scheduled() -> int:
    """Do the scheduled changes of the catalogue whose time has come."""
    return scheduling.run_due()
