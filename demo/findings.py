"""What a link checker would have found: the demo's links lead nowhere, so none is asked."""

from __future__ import annotations

import datetime

from progress.models import LinkCheck, LinkProblem, LinkState

DEAD = 13  # one link in so many
WEEK = datetime.timedelta(days=7)


def look_at_links(*, at: datetime.datetime) -> None:
    """Write that all links were seen a week before ``at`` and some have been dead for a while."""
    checks = list(LinkCheck.objects.select_related("evidence").order_by("pk"))
    for number, check in enumerate(checks, start=1):
        check.checked_at = check.seen_at = at - WEEK
        check.state, check.status, check.due_at = LinkState.REACHABLE, 200, None
        check.seen_address, check.seen_title, check.seen_type = check.evidence.url, check.evidence.title, "text/html"
        if number % DEAD == 0:
            check.state, check.problem, check.status = LinkState.DEAD, LinkProblem.STATUS, 404
            check.failing_since, check.seen_at = at - 6 * WEEK, at - 7 * WEEK
    fields = ["checked_at", "seen_at", "state", "status", "due_at", "seen_address", "seen_title", "seen_type"]
    LinkCheck.objects.bulk_update(checks, [*fields, "problem", "failing_since"], batch_size=100)
