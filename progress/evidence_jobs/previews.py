"""Having previews of files made, each in a process of its own (``drawing``)."""

from __future__ import annotations

import datetime
import logging
import shutil
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction

from progress.evidence_jobs import child, seen_anew
from progress.evidence_jobs.claiming import claim, settle, wait_after
from progress.file_types import PICTURES
from progress.models import Preview, PreviewState, ScanState

logger = logging.getLogger(__name__)

CONTENT_TYPES = {"application/pdf", *PICTURES.values()}
SECONDS = 30
LEASE = datetime.timedelta(seconds=2 * SECONDS)
ATTEMPTS_MAX = 2  # what fails twice fails by itself, not by chance
BYTES_MAX = 1024 * 1024
SIDE_MAX = 1000


def make_next(*, now: datetime.datetime) -> bool:
    """Make the preview that has waited longest; False when none waits. Nothing is drawn of what is not clean yet."""
    waiting = Preview.objects.select_related("evidence")
    if settings.CLAMD_URL:
        waiting = waiting.filter(evidence__scan__state=ScanState.CLEAN)
    job = claim(waiting, now=now, lease=LEASE)
    if job is None:
        return False
    try:
        content, width, height = _drawn(job)
    except (child.ChildFailed, OSError) as error:
        logger.warning("No preview of evidence %s: %s", job.evidence_id, error)
        again = job.attempts < ATTEMPTS_MAX
        state = PreviewState.WAITING if again else PreviewState.FAILED
        due_at = now + wait_after(job.attempts) if again else None
        settle(job, state=state, reason=str(error)[:200], due_at=due_at)
    else:
        _put(job, content, width, height)
    return True


def _drawn(job: Preview) -> tuple[bytes, int, int]:
    """The picture with its width and height. What the process says of itself is not taken on trust."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "source", Path(folder) / "preview.webp"
        with job.evidence.file.open("rb") as stored, source.open("wb") as copy:
            shutil.copyfileobj(stored, copy)
        asked = {"source": str(source), "target": str(target), "content_type": job.evidence.content_type}
        answer = child.ask("drawing", asked, seconds=SECONDS)
        content = target.read_bytes()[: BYTES_MAX + 1]
    sides = [side for name in ("width", "height") if isinstance(side := answer.get(name), int) and 0 < side < SIDE_MAX]
    if len(sides) != 2 or len(content) > BYTES_MAX or content[:4] != b"RIFF" or content[8:12] != b"WEBP":
        raise child.ChildFailed("not a preview")
    return content, sides[0], sides[1]


def _put(job: Preview, content: bytes, width: int, height: int) -> None:
    """Keep the picture; not when the evidence was removed meanwhile, or another worker has the job."""
    storage = job.file.storage
    storage.delete(job.file_name)  # of an attempt that died: the storage would give the second file another name
    name = storage.save(job.file_name, ContentFile(content))
    ready = {"state": PreviewState.READY, "file": name, "width": width, "height": height}
    with transaction.atomic():
        kept = settle(job, **ready, reason="", attempts=0, due_at=None)
        if kept:
            seen_anew.mark(job.evidence)
    if not kept:
        storage.delete(name)
