"""What Celery starts for the project itself."""

from celery import shared_task

from gta.backups import jobs
from gta.heartbeat import beat
from gta.stored_files import sweep


@shared_task
def heartbeat() -> None:
    """Say that a worker is alive."""
    beat()


@shared_task
def sweep_files() -> list[int]:
    """Delete stored files that no row names; how many, and how many rows miss their file (logged as errors)."""
    swept = sweep()
    return [len(swept.without_row), len(swept.without_file)]


@shared_task
def make_backup() -> str | None:
    """Make a backup where one is asked for and due."""
    made = jobs.make_due()
    return made.state if made else None
