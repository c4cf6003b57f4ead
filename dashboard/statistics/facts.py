"""Four things to know about the chosen commitments: done, late, silent, in need of help."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.filters import Selection
from dashboard.filters.filtersets import DUE
from progress.models import AssessedCompletion, Health
from progress.overdue import is_overdue
from stakeholders.models import ImplementationStatus

from .breakdown import Breakdown
from .unit_chart import Unit


@dataclass(frozen=True)
class Facts:
    """``confirmed`` of the ``completed`` are assessed as complete, too; ``late_since`` is the earliest date that an
    overdue commitment was due on.
    """

    completed: int
    confirmed: int
    overdue: int
    late_since: datetime.date | None
    silent: int
    blocked: int


def facts(selection: Selection, counts: Breakdown, drawn: Mapping[str, list[Unit]] | None) -> Facts:
    """The facts of a selection that ``counts`` counts and of which ``drawn`` are the units.

    Where there are too many to draw, at most two queries, which look through an index: it soon finds what is not rare.
    """
    completed = counts.status[ImplementationStatus.COMPLETED]
    units = None if drawn is None else {unit.number: unit for row in drawn.values() for unit in row}.values()
    if units is None:
        confirmed = _count_confirmed(selection) if completed else 0
        late_since = _find_late_since(selection) if counts.overdue else None
    else:
        confirmed = sum(
            unit.square.status == ImplementationStatus.COMPLETED and unit.assessed == AssessedCompletion.COMPLETE
            for unit in units
        )
        late_since = min((unit.due_on for unit in units if unit.square.is_overdue and unit.due_on), default=None)
    return Facts(completed, confirmed, counts.overdue, late_since, counts.silent, counts.health[Health.BLOCKED])


def _count_confirmed(selection: Selection) -> int:
    rows = selection.statuses().filter(implementation_status=ImplementationStatus.COMPLETED)
    return rows.filter(assessed_completion=AssessedCompletion.COMPLETE).count()


def _find_late_since(selection: Selection) -> datetime.date | None:
    late = selection.statuses().filter(is_overdue(selection.on))
    return DUE.apply(late).values_list("due_on", flat=True).first()
