"""The ledger worked out again from the history rows, some months at a time, so that memory does not grow with them."""

from __future__ import annotations

import datetime
from collections import Counter
from itertools import pairwise

from django.db.models import Max, Min, Q

from ledger import balances, rebuilding
from progress.freshness import ageing_cutoff, stale_cutoff, stales_on
from progress.models import CommitmentStatus
from progress.postings import Postings, add

# What of a history row decides what it posts.
FIELDS = (
    "visibility", "implementation_status", "health", "evidence_strength", "reported_on", "due_on", "scopes",
    "report_counts",
)  # fmt: skip
DAY, STEP = datetime.timedelta(days=1), datetime.timedelta(days=31)
ROWS = 5000  # read at once


def recount() -> int:
    """Bring every entry and balance of the ledger to what the history rows say; return how many were wrong.

    Call with the row of ``PublicVersion`` locked.
    """
    days = _days()
    outside = ((datetime.date.min, days[0]), (days[-1], datetime.date.max))
    wrong = sum(rebuilding.bring({}, since=first, before=end) for first, end in outside)
    wrong += sum(rebuilding.bring(_posted(*span), since=span[0], before=span[1]) for span in pairwise(days))
    return wrong + balances.rebuild()


def _days() -> list[datetime.date]:
    """Days close together, from the first of any history row to one behind the last that a row turns on by itself."""
    found = CommitmentStatus.objects.aggregate(
        first=Min("valid_from"), begun=Max("valid_from"), ended=Max("valid_to"),
        reported=Max("reported_on"), due=Max("due_on"),
    )  # fmt: skip
    if found["first"] is None:
        return [datetime.date.min]
    stale = stales_on(found["reported"]) if found["reported"] else None
    late = found["due"] + DAY if found["due"] else None
    last = max(day for day in (found["begun"], found["ended"], stale, late) if day)
    days = [found["first"]]
    while days[-1] <= last:
        days.append(days[-1] + STEP)
    return days


def _posted(first: datetime.date, end: datetime.date) -> Postings:
    """What all history rows post on the days from ``first`` on and before ``end``."""
    postings: Postings = Counter()
    there = Q(valid_to__isnull=True) | Q(valid_to__gte=first)
    rows = CommitmentStatus.objects.filter(there, _changes(first, end), valid_from__lt=end).order_by()
    for row in rows.values("valid_from", "valid_to", *FIELDS).iterator(chunk_size=ROWS):
        add(postings, row, since=row["valid_from"], days=(first, end))
        if row["valid_to"]:
            add(postings, row, since=row["valid_to"], times=-1, days=(first, end))
    return postings


def _changes(first: datetime.date, end: datetime.date) -> Q:
    """Rows that begin, end, age, become stale or become overdue on one of these days: the others need not be read."""
    before, last = first - DAY, end - DAY
    aged = Q(reported_on__gt=ageing_cutoff(before), reported_on__lte=ageing_cutoff(last))
    stale = Q(reported_on__gt=stale_cutoff(before), reported_on__lte=stale_cutoff(last))
    late = Q(due_on__gte=before, due_on__lt=last)
    return Q(valid_from__gte=first) | Q(valid_to__lt=end) | aged | stale | late
