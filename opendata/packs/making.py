"""Making what was asked for: each PDF in a process of its own, which is bounded in time and memory and then gone."""

from __future__ import annotations

import errno
import importlib.util
import logging
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from celery import current_app
from django.conf import settings
from django.core.files import File

from dashboard.outages import Outage, outage_of
from opendata.models import PdfJob
from opendata.packs import jobs

logger = logging.getLogger(__name__)

TASK = "opendata.tasks.make_packs"
# The largest packs take 660 MB; more than this is a fault in the layout, not a large pack.
MOST_BYTES = 1024 * 1024 * 1024
PATIENCE = 10  # how much the web goes first


def can_make_pdf() -> bool:
    """True when the extra for PDF is installed. Looks without importing it: that would cost 50 MB a web process."""
    return importlib.util.find_spec("weasyprint") is not None


def wake() -> None:
    """Ask the workers to look now. A broker that is down is noted: the scheduler has them look every minute."""
    try:
        current_app.send_task(TASK, retry=False, expires=60)
    except Exception as error:
        logger.warning("Could not wake the workers, they will look for packs within a minute: %s", error)


def make_waiting() -> int:
    """Make what waits, one after the other; how many were made. Another worker's turn ends this one's at once, and so
    does a full disk, which the next turn may find with room again."""
    made = 0
    while (job := jobs.claim()) is not None:
        try:
            made += _make(job)
        except OSError as error:
            if outage_of(error) != Outage.DISK_FULL:
                raise
            jobs.put_back(job)
            logger.error("There is no room left for the PDF of %s. Free some space: it is tried every minute.", job)
            break
    return made


def _make(job: PdfJob) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pack.pdf"
        if reason := _run(job, path):
            logger.error("The PDF of %s was not made: %s", job, reason)
            jobs.fail(job, reason)
            return False
        with path.open("rb") as handle:
            return jobs.put(job, File(handle))


def _run(job: PdfJob, path: Path) -> str:
    """Have another process write the PDF to ``path``; why it did not, or nothing. Raises OSError on a full disk."""
    command = [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), "make_pack", job.query]
    try:
        subprocess.run(  # noqa: S603  our own program; the query is one argument, and is read as filters are
            [*command, "--language", job.language, "--output", str(path), "--job", str(job.pk)],
            check=True, timeout=jobs.SECONDS, stdin=subprocess.DEVNULL, capture_output=True, text=True,
        )  # fmt: skip
    except subprocess.CalledProcessError as error:
        if error.returncode == os.EX_TEMPFAIL:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path)) from error
        return f"exit {error.returncode}: {error.stderr[-2000:]}"
    except subprocess.TimeoutExpired:
        return f"not ready after {jobs.SECONDS} seconds"
    return ""


def bound_this_process() -> None:
    """For the process that makes one PDF: no more memory or time than it should need, and behind everybody else."""
    for kind, most in ((resource.RLIMIT_AS, MOST_BYTES), (resource.RLIMIT_CPU, jobs.SECONDS)):
        _soft, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
    os.nice(PATIENCE)
