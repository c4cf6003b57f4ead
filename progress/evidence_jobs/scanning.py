"""Having files scanned for viruses by the clamd that the operator has set up."""

from __future__ import annotations

import datetime
import logging
from typing import Any

from django.conf import settings
from django.db import transaction

from progress.evidence_jobs import clamd, seen_anew
from progress.evidence_jobs.claiming import claim, settle, wait_after
from progress.models import FileScan, ScanState

logger = logging.getLogger(__name__)

LEASE = datetime.timedelta(minutes=5)
REST = datetime.timedelta(days=1)  # between two scans of a clean file
MOST_AGAIN = 200  # are queued again at a time


def scan_next(*, now: datetime.datetime) -> bool:
    """Scan the file that has waited longest; False when there is none, no scanner is set up, or it is away."""
    if not settings.CLAMD_URL:
        return False
    job = claim(FileScan.objects.select_related("evidence"), now=now, lease=LEASE)
    if job is None:
        return False
    try:
        with job.evidence.file.open("rb") as file:
            # Asked before: signatures that come in between lead to one scan too many, and not to one too few.
            signatures = clamd.signatures(settings.CLAMD_URL)
            verdict = clamd.scan(settings.CLAMD_URL, file)
    except (clamd.ScannerError, OSError) as error:
        logger.error("The file of evidence %s could not be scanned: %s", job.evidence_id, error)
        settle(job, **_failed(job, error), due_at=now + wait_after(job.attempts))
        return not isinstance(error, clamd.ScannerAway)
    _record(job, verdict, signatures, now)
    return True


def _failed(job: FileScan, error: Exception) -> dict[str, Any]:
    """What a scan that did not work changes: a file that was found clean stays so until it is found otherwise."""
    return {} if job.state == ScanState.CLEAN else {"state": ScanState.FAILED, "said": str(error)[:200]}


def scan_again(*, now: datetime.datetime) -> int:
    """Queue clean files that were scanned with other signatures than the scanner has now, the oldest first; how many.

    A file once a day at most, and so many at a time that new files are not kept waiting.
    """
    if not settings.CLAMD_URL:
        return 0
    try:
        current = clamd.signatures(settings.CLAMD_URL)
    except clamd.ScannerError as error:
        logger.warning("The scanner does not say which signatures it has: %s", error)
        return 0
    rows = FileScan.objects.filter(state=ScanState.CLEAN, due_at__isnull=True, scanned_at__lte=now - REST)
    keys = rows.exclude(signatures=current).order_by("scanned_at").values_list("pk", flat=True)[:MOST_AGAIN]
    return FileScan.objects.filter(pk__in=list(keys), due_at__isnull=True).update(due_at=now)


def _record(job: FileScan, verdict: clamd.Verdict, signatures: str, now: datetime.datetime) -> None:
    state = ScanState.INFECTED if verdict.virus else ScanState.CLEAN
    if verdict.virus:
        logger.error("A virus was found in the file of evidence %s: %s", job.evidence_id, verdict.virus)
    found = {"state": state, "said": verdict.virus[:200], "scanned_at": now, "signatures": signatures}
    with transaction.atomic():
        if settle(job, **found, attempts=0, due_at=None) and state != job.state:
            seen_anew.mark(job.evidence)
