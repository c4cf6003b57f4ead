"""Thin shells for Celery's beat; another project may call the commands from cron instead."""

from celery import shared_task
from django.utils import timezone

from . import retention, seals


@shared_task
def seal_log() -> int:
    """Nightly: seal the log outside the database."""
    return seals.seal(at=timezone.now())


@shared_task
def purge() -> None:
    """Nightly: let lapse what has run out, remove what is past its time."""
    retention.purge(at=timezone.now())
