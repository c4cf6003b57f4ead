"""How commitments stand alike, as short codes: what the tallies count by.

A cell is five digits: implementation status, health, evidence strength, freshness, overdue. The digits are places in
the tuples below and stand in the database: values may be added at an end, none may move. Freshness and overdue are
true of one day, which is always said beside the cells.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from progress.freshness import Freshness, ages_on, stales_on
from progress.models import EvidenceStrength, Health
from progress.overdue import late_from
from stakeholders.models import ImplementationStatus

STATUS = ("", *ImplementationStatus.values)
HEALTH = ("", *Health.values)
EVIDENCE = tuple(EvidenceStrength.values)
FRESHNESS = tuple(Freshness.values)
FRESH, AGEING, STALE, NEVER = (str(FRESHNESS.index(value)) for value in Freshness)
# A key that holds a number alone has this one cell.
NUMBER = "n"

Facts = dict[str, Any]


def report_cell(status: str, health: str) -> str:
    """What a report states: the first two digits."""
    return f"{STATUS.index(status)}{HEALTH.index(health)}"


def stands(facts: Facts) -> str:
    """The digits of a standing that hold on every day of it."""
    return report_cell(facts["implementation_status"], facts["health"]) + str(
        EVIDENCE.index(facts["evidence_strength"])
    )


def turns(facts: Facts, *, since: datetime.date, until: datetime.date) -> Iterator[tuple[datetime.date, str]]:
    """The cell of a standing on the day ``since``, and each further one with the day it begins, ``until`` included.

    Nothing is reported meanwhile; freshness and overdue change with the days alone.
    """
    reported, late = facts["reported_on"], late_from(facts["due_on"], facts["implementation_status"])
    limits = [(ages_on(reported), AGEING), (stales_on(reported), STALE)] if reported else []
    days = {since, *(day for day, _ in limits), *([late] if late else [])}
    first = stands(facts)
    for day in sorted(day for day in days if since <= day <= until):
        fresh = FRESH if reported else NEVER
        for limit, code in limits:
            fresh = code if day >= limit else fresh
        yield day, f"{first}{fresh}{int(late is not None and day >= late)}"


def cell_on(facts: Facts, day: datetime.date) -> str:
    """The cell of a standing on one day."""
    return next(turns(facts, since=day, until=day))[1]
