"""The PDFs that were asked for: asking, claiming, and forgetting them. Each is a ``PdfJob`` row, whose file lies in the
storage, so that any number of hosts share both.

A PDF goes by a key made of everything that its words depend on, so that one from before a publication or a retraction
is never found again. The rows are the queue: a lost wake-up or a killed worker costs minutes, never a PDF.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterable

from django.core.files import File
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language

from dashboard.caching import release
from dashboard.filters import Selection
from opendata.models import PdfJob, PdfState
from progress.models import PublicVersion

MOST_WAITING = 20
STEPS = 8  # of making one: the reading of the reports, and the seven that WeasyPrint tells of
# A process that makes a PDF is ended after this; whatever is older was left behind by a worker that died.
SECONDS = 180
ABANDONED_SECONDS = SECONDS + 60
FAILED_SECONDS = 10 * 60
KEEP_SECONDS = 24 * 60 * 60
KEEP_BYTES = 200 * 1024 * 1024


class Full(Exception):
    """So many PDFs wait already that another would not be made in good time."""


def _public_version() -> int:
    return PublicVersion.objects.filter(pk=1).values_list("number", flat=True).first() or 0


def find(selection: Selection) -> PdfJob | None:
    """The job for these filters in the language of the moment, as things stand now. Two queries."""
    return PdfJob.objects.filter(key=key_of(selection, _public_version())).first()


def key_of(selection: Selection, version: int) -> str:
    """What a PDF of these filters goes by, in the language of the moment."""
    filters = sorted((name, *values) for name, values in selection.raw.items())
    parts = [version, release()[0], selection.on.isoformat(), get_language(), filters]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]


def ask(selection: Selection) -> PdfJob:
    """Have a PDF made, unless it waits, is being made or is there: then that one is given back.

    Raises Full when too many wait; people who ask at the same moment may go over that number by one each.
    """
    version = _public_version()
    key, query = key_of(selection, version), selection.query().removeprefix("?")
    job = PdfJob.objects.filter(key=key).first()
    if job and job.state != PdfState.FAILED:
        return job
    if PdfJob.objects.filter(state=PdfState.WAITING).count() >= MOST_WAITING:
        raise Full
    if job:
        # Only a job that is still failed: somebody else may have asked again meanwhile.
        anew = {"state": PdfState.WAITING, "step": 0, "reason": "", "started_at": None, "finished_at": None}
        PdfJob.objects.filter(pk=job.pk, state=PdfState.FAILED).update(asked_at=timezone.now(), **anew)
        return PdfJob.objects.get(pk=job.pk)
    given = {"query": query, "language": get_language() or "en", "public_version": version}
    return PdfJob.objects.get_or_create(key=key, defaults=given)[0]


def ahead_of(job: PdfJob) -> int:
    """How many PDFs are made before one that waits."""
    earlier = Q(asked_at__lt=job.asked_at) | Q(asked_at=job.asked_at, pk__lt=job.pk)
    waiting = Q(state=PdfState.WAITING) & earlier
    return PdfJob.objects.filter(waiting | Q(state=PdfState.MAKING)).count()


def claim() -> PdfJob | None:
    """Take the PDF that has waited longest; None when none waits or one is being made (they are made in turn)."""
    job = PdfJob.objects.filter(state=PdfState.WAITING).first()
    if job is None:
        return None
    try:
        with transaction.atomic():
            taken = PdfJob.objects.filter(pk=job.pk, state=PdfState.WAITING).update(
                state=PdfState.MAKING, step=0, started_at=timezone.now()
            )
    except IntegrityError:  # another worker is making one
        return None
    if not taken:  # another worker took it between our two queries, and makes it now
        return None
    job.refresh_from_db()
    return job


def put(job: PdfJob, pdf: File) -> bool:
    """The PDF is made. False, and no file is kept, when the job was given up meanwhile."""
    storage = job.file.storage
    storage.delete(job.file_name)  # of an attempt that died: the storage would give the second file another name
    name = storage.save(job.file_name, pdf)
    ready = {"state": PdfState.READY, "file": name, "size": pdf.size, "finished_at": timezone.now()}
    if PdfJob.objects.filter(pk=job.pk, state=PdfState.MAKING).update(**ready):
        return True
    storage.delete(name)
    return False


def put_back(job: PdfJob) -> None:
    """The PDF could not be made just now, which says nothing about it: it waits again."""
    again = {"state": PdfState.WAITING, "step": 0, "started_at": None}
    PdfJob.objects.filter(pk=job.pk, state=PdfState.MAKING).update(**again)


def fail(job: PdfJob, reason: str) -> None:
    """The PDF could not be made; it may be asked for again."""
    failed = {"state": PdfState.FAILED, "reason": reason, "finished_at": timezone.now()}
    PdfJob.objects.filter(pk=job.pk, state=PdfState.MAKING).update(**failed)


def sweep() -> int:
    """Throw away, with its file, what nobody waits for any more; how many jobs that were.

    That is: what died under way (or was begun in a time to come, before the clock was set back), what failed a while
    ago, what is a day old or of an earlier public version, what lost its file, and the oldest of what is too much.
    """
    now = timezone.now()
    abandoned = datetime.timedelta(seconds=ABANDONED_SECONDS)
    old = (
        Q(state=PdfState.MAKING) & ~Q(started_at__range=(now - abandoned, now + abandoned))
        | Q(state=PdfState.FAILED, finished_at__lt=now - datetime.timedelta(seconds=FAILED_SECONDS))
        | Q(state=PdfState.READY, finished_at__lt=now - datetime.timedelta(seconds=KEEP_SECONDS))
        | (~Q(state=PdfState.MAKING) & ~Q(public_version=_public_version()))
    )
    return _forget(PdfJob.objects.filter(old)) + _forget(_lost_or_too_much())


def _lost_or_too_much() -> Iterable[PdfJob]:
    bytes_kept = 0
    for job in PdfJob.objects.filter(state=PdfState.READY).order_by("-finished_at", "-pk"):
        bytes_kept += job.size
        if bytes_kept > KEEP_BYTES or not job.file.storage.exists(job.file.name):
            yield job


def _forget(jobs: Iterable[PdfJob]) -> int:
    """Delete files and rows, the file first: a file without a row would be found by nobody."""
    count = 0
    for job in jobs:
        job.file.storage.delete(job.file_name)
        count += PdfJob.objects.filter(pk=job.pk, state=job.state).delete()[0]
    return count
