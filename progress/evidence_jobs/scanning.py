"""Having files scanned for viruses by the clamd that the operator has set up."""

from __future__ import annotations

import datetime
import logging

from django.conf import settings
from django.db import transaction

from progress.evidence_jobs import clamd, seen_anew
from progress.evidence_jobs.claiming import claim, settle, wait_after
from progress.models import FileScan, ScanState

logger = logging.getLogger(__name__)

LEASE = datetime.timedelta(minutes=5)


def scan_next(*, now: datetime.datetime) -> bool:
    """Scan the file that has waited longest; False when there is none, no scanner is set up, or it is away."""
    if not settings.CLAMD_URL:
        return False
    job = claim(FileScan.objects.select_related("evidence"), now=now, lease=LEASE)
    if job is None:
        return False
    try:
        with job.evidence.file.open("rb") as file:
            verdict = clamd.scan(settings.CLAMD_URL, file)
    except (clamd.ScannerError, OSError) as error:
        logger.error("The file of evidence %s could not be scanned: %s", job.evidence_id, error)
        failed = {"state": ScanState.FAILED, "said": str(error)[:200], "due_at": now + wait_after(job.attempts)}
        settle(job, **failed)
        return not isinstance(error, clamd.ScannerAway)
    _record(job, verdict, now)
    return True


def _record(job: FileScan, verdict: clamd.Verdict, now: datetime.datetime) -> None:
    state = ScanState.INFECTED if verdict.virus else ScanState.CLEAN
    if verdict.virus:
        logger.error("A virus was found in the file of evidence %s: %s", job.evidence_id, verdict.virus)
    with transaction.atomic():
        found = {"state": state, "said": verdict.virus[:200], "scanned_at": now, "attempts": 0, "due_at": None}
        if settle(job, **found):
            seen_anew.mark(job.evidence)
