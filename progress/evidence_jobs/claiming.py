"""Taking up a job so that no other worker has it, and writing down what came of it."""

from __future__ import annotations

import datetime
from typing import Any, TypeVar

from django.db.models import F, QuerySet

from progress.models import EvidenceJob

Job = TypeVar("Job", bound=EvidenceJob)

LOOK_AT = 20  # how many of those that are due are tried for, when other workers are quicker
FIRST_WAIT = datetime.timedelta(minutes=5)
LONGEST_WAIT = datetime.timedelta(hours=6)


def claim(rows: QuerySet[Job], *, now: datetime.datetime, lease: datetime.timedelta, **also: Any) -> Job | None:
    """The row of ``rows`` that is due longest, held until ``now + lease``; None when none is due.

    ``also``: columns to write with the claim.
    """
    for job in rows.filter(due_at__lte=now).order_by("due_at", "pk")[:LOOK_AT]:
        if hold(job, now=now, lease=lease, **also):
            return job
    return None


def hold(job: EvidenceJob, *, now: datetime.datetime, lease: datetime.timedelta, **also: Any) -> bool:
    """Claim this very row, as it was read; False when another worker was quicker."""
    until = now + lease
    claimed = type(job)._default_manager.filter(pk=job.pk, due_at=job.due_at)
    if not claimed.update(due_at=until, attempts=F("attempts") + 1, **also):
        return False
    job.due_at, job.attempts = until, job.attempts + 1
    return True


def settle(job: EvidenceJob, **values: Any) -> bool:
    """Write what came of it; False when the lease ran out and the row is somebody else's, or is gone."""
    return bool(type(job)._default_manager.filter(pk=job.pk, due_at=job.due_at).update(**values))


def wait_after(attempts: int) -> datetime.timedelta:
    """How long to wait after so many attempts went wrong: longer each time, up to six hours."""
    return min(FIRST_WAIT * 2 ** min(attempts - 1, 10), LONGEST_WAIT)
