"""Four things to know about the chosen commitments: done, late, silent, in need of help."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from dashboard.filters import Selection
from dashboard.filters.filtersets import DUE
from progress.models import AssessedCompletion, Health
from progress.overdue import is_overdue
from stakeholders.models import ImplementationStatus

from .breakdown import Breakdown


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


def facts(selection: Selection, counts: Breakdown) -> Facts:
    """The facts of a selection that ``counts`` counts. At most two queries: both stop at what an index holds."""
    completed = counts.status[ImplementationStatus.COMPLETED]
    return Facts(
        completed=completed,
        confirmed=_confirmed(selection) if completed else 0,
        overdue=counts.overdue,
        late_since=_late_since(selection) if counts.overdue else None,
        silent=counts.silent,
        blocked=counts.health[Health.BLOCKED],
    )


def _confirmed(selection: Selection) -> int:
    rows = selection.statuses().filter(implementation_status=ImplementationStatus.COMPLETED)
    return rows.filter(assessed_completion=AssessedCompletion.COMPLETE).count()


def _late_since(selection: Selection) -> datetime.date | None:
    late = selection.statuses().filter(is_overdue(selection.on))
    return DUE.apply(late).values_list("due_on", flat=True).first()
