"""What Celery runs: wake-ups that carry no fact and may be lost or doubled."""

from celery import shared_task
from django.utils import timezone

from accounts.days import site_day
from progress import reminders, report_links, rollups, sealed_ends
from progress.evidence_jobs import running, scanning


@shared_task
def plan_reminders() -> int:
    """Plan the digests of each person's own day."""
    return reminders.plan(now=timezone.now())


@shared_task
def write_balances() -> int:
    """Write the ledger's opening balances of a new month; nothing to do on all but the first call in it."""
    return rollups.write_balances(on=site_day())


@shared_task
def seal_history() -> str | None:
    """Write the day's end of the history outside of the database, where the day has none yet."""
    path = sealed_ends.seal(on=site_day())
    return path.name if path else None


@shared_task
def work_on_evidence() -> int:
    """Scan files, make previews and look at links for a while."""
    return running.run()


@shared_task
def enrol_evidence() -> int:
    """Queue what is to be done with evidence that nothing was asked for yet."""
    return running.enrol_missing()


@shared_task
def scan_again() -> int:
    """Queue clean files that the scanner has newer signatures for."""
    return scanning.scan_again(now=timezone.now())


@shared_task
def forget_report_links() -> int:
    """Delete the links of mails that are too old."""
    return report_links.forget(at=timezone.now())
