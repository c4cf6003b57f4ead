"""A commitment as one square: how it stood on a day, for charts, lists and pages alike."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _

from dashboard.filters import NO_REPORT
from dashboard.tags import is_late
from names.phrases import listed
from progress.freshness import Freshness, freshness
from progress.overdue import ENDED
from stakeholders.models import ImplementationStatus

# What came to no end of its own is one quiet square.
ENDED_EARLY = (ImplementationStatus.WITHDRAWN, ImplementationStatus.SUPERSEDED)
# In the order in which squares stand in a row.
STATES = ("completed", "in_progress", "not_started", NO_REPORT, "ended")


@dataclass(frozen=True)
class Square:
    """What ``components/square.html`` draws. ``status`` is empty without a report.

    ``is_silent``: work that is not over, and on which nothing was reported for twelve months.
    """

    status: str
    is_silent: bool
    is_overdue: bool

    @property
    def state(self) -> str:
        """One of ``STATES``."""
        if not self.status:
            return NO_REPORT
        return "ended" if self.status in ENDED_EARLY else self.status

    @property
    def place(self) -> tuple[int, bool, bool]:
        """What the order of the squares in a row goes by."""
        return STATES.index(self.state), self.is_silent, self.is_overdue

    @property
    def in_words(self) -> str:
        """The same for a title or a reader of screens: ``In progress, overdue``."""
        status = ImplementationStatus(self.status).label if self.status else _("No report yet")
        late = [_("overdue")] if self.is_overdue else []
        silent = [_("no report for 12 months")] if self.is_silent else []
        return listed([status, *late, *silent])


def square_of(
    status: str, reported_on: datetime.date | None, due_on: datetime.date | None, *, on: datetime.date
) -> Square:
    """The square of a commitment as it stood on the day ``on``; ``status`` and ``reported_on`` empty: no report."""
    is_over = status in ENDED
    return Square(
        status=status,
        is_silent=not is_over and freshness(reported_on, on=on) == Freshness.STALE,
        is_overdue=not is_over and is_late(due_on, on),
    )
