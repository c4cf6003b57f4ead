"""What Celery runs: wake-ups that carry no fact and may be lost or doubled."""

from celery import shared_task

from imports import uploads, working


@shared_task
def work() -> int:
    """Do what imports wait for, once what was left behind is out of their way."""
    return working.work()


@shared_task
def forget() -> int:
    """Delete files that nobody needs any more, and rows that can no longer be undone."""
    return uploads.forget()
