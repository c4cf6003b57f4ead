"""What Celery wakes; the work is in the modules named."""

from celery import shared_task

from submissions import once
from submissions.sheets import uploads


@shared_task
def forget_answers() -> int:
    """Drop answers that are no longer kept for a repeated request."""
    return once.forget_answers()


@shared_task
def forget_sheets() -> int:
    """Delete uploaded sheets that nobody took up."""
    return uploads.forget_old()
