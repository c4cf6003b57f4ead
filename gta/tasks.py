"""What Celery starts for the project itself."""

from celery import shared_task

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
