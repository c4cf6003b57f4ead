"""The ledger worked out again from the history rows, some months at a time, so that memory does not grow with them."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from django.db.models import Max, Min, Q

from ledger import balances, rebuilding
from progress.freshness import stales_on
from progress.models import CommitmentStatus
from progress.postings import Postings, add

# What of a history row decides what it posts.
FIELDS = (
    "visibility", "implementation_status", "health", "evidence_strength", "reported_on", "due_on", "scopes",
    "report_counts",
)  # fmt: skip
STEP = datetime.timedelta(days=91)
ROWS = 5000  # read at once


def recount() -> int:
    """Bring every entry and balance of the ledger to what the history rows say; return how many were wrong.

    Call with the row of ``PublicVersion`` locked.
    """
    spans = pairwise(_days())
    return sum(rebuilding.bring(_posted(*span), since=span[0], before=span[1]) for span in spans) + balances.rebuild()


def _days() -> Iterator[datetime.date]:
    """Days that part all time: close together from the first row to the last that one turns into by itself."""
    found = CommitmentStatus.objects.aggregate(first=Min("valid_from"), reported=Max("reported_on"), due=Max("due_on"))
    yield datetime.date.min
    if found["first"]:
        ends = [found["first"]]
        ends += [stales_on(found["reported"])] if found["reported"] else []
        ends += [found["due"]] if found["due"] else []
        day = found["first"]
        while day < max(ends):
            yield day
            day += STEP
    yield datetime.date.max


def _posted(first: datetime.date, end: datetime.date) -> Postings:
    """What all history rows post on the days from ``first`` on and before ``end``."""
    postings: Postings = Counter()
    rows = CommitmentStatus.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=first), valid_from__lt=end
    ).order_by()
    for row in rows.values("valid_from", "valid_to", *FIELDS).iterator(chunk_size=ROWS):
        add(postings, row, since=row["valid_from"], days=(first, end))
        if row["valid_to"]:
            add(postings, row, since=row["valid_to"], times=-1, days=(first, end))
    return postings
