"""Having links looked at, politely, each in a process of its own (``looking``), and keeping what is known of each."""

from __future__ import annotations

import datetime
import logging
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from progress.evidence_jobs import child, looking, seen_anew
from progress.evidence_jobs.claiming import LOOK_AT, hold, settle
from progress.models import LinkCheck, LinkProblem, LinkState

logger = logging.getLogger(__name__)

LEASE = datetime.timedelta(seconds=60)
HOST_PAUSE = datetime.timedelta(seconds=30)
AGAIN = datetime.timedelta(days=7)
AGAIN_AFTER_A_FAILURE = datetime.timedelta(days=1)
# A link is dead after so many failures in a row, over at least so long.
FAILURES = 3
FAILING_FOR = datetime.timedelta(days=3)
# The server is there; it only does not talk to programs, or not now.
NOT_FOR_PROGRAMS = (401, 403, 407, 429, 451)


def check_next(*, now: datetime.datetime) -> bool:
    """Look at the link that is due longest and whose host nobody is asking; False when there is none."""
    if not settings.CHECK_LINKS:
        return False
    LinkCheck.objects.filter(asking__isnull=False, due_at__lte=now).update(asking=None)  # their worker died
    job = _claim(now)
    if job is None:
        return False
    _record(job, _look(job.evidence.url), now)
    # The next page of this host is not asked for at once.
    soon = LinkCheck.objects.filter(host=job.host, due_at__lt=now + HOST_PAUSE)
    soon.exclude(pk=job.pk).update(due_at=now + HOST_PAUSE)
    return True


def _claim(now: datetime.datetime) -> LinkCheck | None:
    busy = LinkCheck.objects.filter(asking__isnull=False).values("asking")
    due = LinkCheck.objects.select_related("evidence").filter(due_at__lte=now).exclude(host__in=busy)
    for job in due.order_by("due_at", "pk")[:LOOK_AT]:
        try:
            with transaction.atomic():
                if hold(job, now=now, lease=LEASE, asking=job.host):
                    return job
        except IntegrityError:  # another worker has begun to ask this host
            continue
    return None


def _look(url: str) -> looking.Seen:
    asked = {"url": url, "agent": agent(), "also_public": settings.LINK_CHECK_ALSO_PUBLIC}
    try:
        return looking.Seen(**child.ask("looking", asked, seconds=looking.SECONDS + 2))
    except child.ChildSlow:
        return looking.Seen(problem=LinkProblem.SLOW)
    except (child.ChildFailed, TypeError) as error:
        logger.warning("A link could not be looked at: %s", error)
        return looking.Seen(problem=LinkProblem.BROKEN)


def agent() -> str:
    """What the checker calls itself, with the site's address for whoever wonders."""
    return f"LinkChecker/1 (+{settings.SITE_URL})"


def _record(job: LinkCheck, seen: looking.Seen, now: datetime.datetime) -> None:
    before = job.state
    found: dict[str, Any] = {"checked_at": now, "status": seen.status, "asking": None}
    if seen.status is not None and (seen.status < 400 or seen.status in NOT_FOR_PROGRAMS):
        found |= {"state": LinkState.REACHABLE, "problem": "", "failing_since": None, "attempts": 0}
        found |= {"seen_at": now, "due_at": now + AGAIN}
        if seen.status < 400:
            found |= {"seen_address": seen.address, "seen_title": seen.title}
            found |= {"seen_type": seen.content_type, "seen_size": seen.size}
    else:
        since = job.failing_since or now
        is_dead = job.attempts >= FAILURES and now - since >= FAILING_FOR
        state = LinkState.DEAD if is_dead else LinkState.FAILING
        problem = seen.problem if seen.problem in LinkProblem.values else LinkProblem.STATUS
        due_at = now + (AGAIN if is_dead else AGAIN_AFTER_A_FAILURE)
        found |= {"state": state, "problem": problem, "failing_since": since, "due_at": due_at}
    with transaction.atomic():
        if settle(job, **found) and LinkState.DEAD in (before, found["state"]) and before != found["state"]:
            seen_anew.mark(job.evidence)
