"""What Celery runs: a wake-up that carries no fact and may be lost or doubled."""

from celery import shared_task

from dashboard.packs import making


@shared_task
def make_packs() -> int:
    """Make the report packs that wait."""
    return making.make_waiting()
