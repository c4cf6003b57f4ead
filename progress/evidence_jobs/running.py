"""One turn of a worker: a little of everything that is due, and rows for what has none yet."""

from __future__ import annotations

import logging
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator

from celery import current_app
from django.db.models import QuerySet
from django.utils import timezone

from progress.evidence_jobs import links, looking, previews, scanning
from progress.models import Evidence, EvidenceJob, EvidenceKind, FileScan, LinkCheck, Preview

logger = logging.getLogger(__name__)

TASK = "progress.tasks.work_on_evidence"
SECONDS = 20  # mail and reminders wait for the same workers
BATCH = 500
MOST_NEW = 10_000


def wake() -> None:
    """Ask the workers to look now. A broker that is down is noted: the scheduler has them look every minute."""
    try:
        current_app.send_task(TASK, retry=False, expires=60)
    except Exception as error:
        logger.warning("Could not wake the workers, they will look at evidence within a minute: %s", error)


def run(*, seconds: float = SECONDS) -> int:
    """Scan, draw and look in turn until nothing is due or the time is over; how many things were done."""
    until, done = time.monotonic() + seconds, 0
    kinds = [scanning.scan_next, previews.make_next, links.check_next]
    while kinds and time.monotonic() < until:
        kinds = [kind for kind in kinds if kind(now=timezone.now())]
        done += len(kinds)
    return done


def jobs_for(evidence: Evidence) -> Iterator[EvidenceJob]:
    """What is to be done with a piece of evidence, as rows that are not saved yet."""
    if evidence.kind == EvidenceKind.LINK:
        yield LinkCheck(evidence=evidence, host=host_of(evidence.url))
        return
    yield FileScan(evidence=evidence)
    if evidence.content_type in previews.CONTENT_TYPES:
        yield Preview(evidence=evidence)


def host_of(url: str) -> str:
    """The host that a link asks; empty where it names none."""
    try:
        return looking.Target.of(url).host[:255]
    except looking.Refused:
        return ""


def enrol(pieces: Iterable[Evidence]) -> None:
    """Write the rows of what is to be done with these pieces of evidence; those that are there stay as they are."""
    rows: dict[type[EvidenceJob], list[EvidenceJob]] = defaultdict(list)
    for job in (job for piece in pieces for job in jobs_for(piece)):
        rows[type(job)].append(job)
    for model, of_it in rows.items():
        model._default_manager.bulk_create(of_it, ignore_conflicts=True, batch_size=BATCH)


def _without_rows() -> QuerySet[Evidence]:
    links_without = Evidence.objects.filter(kind=EvidenceKind.LINK, link_check=None)
    return links_without | Evidence.objects.filter(kind=EvidenceKind.FILE, scan=None)


def enrol_missing(*, most: int = MOST_NEW) -> int:
    """Rows for evidence from before there were any, the newest first; how many pieces got theirs."""
    pieces = list(_without_rows().order_by("-pk")[:most])
    enrol(pieces)
    return len(pieces)
