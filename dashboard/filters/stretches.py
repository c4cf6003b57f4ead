"""Where in an order by date the rows lie that the filters choose: a list need not pass all the others to come to them.

What is said here follows from the filters' own conditions and leaves no row out that they choose.
"""

from __future__ import annotations

import datetime
from typing import Any

from progress.freshness import Freshness, ageing_cutoff, stale_cutoff

from .fields import NO_REPORT

Stretch = tuple[datetime.date, datetime.date]  # the first and the last day
DAY = datetime.timedelta(days=1)
EVER: Stretch = (datetime.date.min, datetime.date.max)


def of_last_report(chosen: dict[str, Any], on: datetime.date, instead: datetime.date) -> Stretch:
    """The days of last reports that freshness and status leave; ``instead`` stands where there is no report."""
    if chosen.get("status") == [NO_REPORT]:
        return instead, instead
    ageing, stale = ageing_cutoff(on), stale_cutoff(on)
    days = {
        Freshness.FRESH: (ageing + DAY, datetime.date.max),
        Freshness.AGEING: (stale + DAY, ageing),
        Freshness.STALE: (datetime.date.min, stale),
        Freshness.NONE: (instead, instead),
    }
    found = [days[Freshness(value)] for value in chosen.get("freshness") or ()]
    return (min(first for first, _ in found), max(last for _, last in found)) if found else EVER


def of_due_date(chosen: dict[str, Any], on: datetime.date, instead: datetime.date) -> Stretch:
    """The due dates that the filters by due date leave, give or take a day; what has none they leave out anyway."""
    upto = [*([chosen["due_before"]] if "due_before" in chosen else []), *([on] if chosen.get("overdue") else [])]
    return chosen.get("due_after", datetime.date.min), min(upto, default=datetime.date.max)
