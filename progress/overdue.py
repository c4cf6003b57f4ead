"""What overdue means: the only place that knows. Nothing here is stored as a choice; the day is always passed in."""

import datetime as dt

from django.db.models import Q

from stakeholders.models import ImplementationStatus

# Work that has come to its end cannot be late.
ENDED = (ImplementationStatus.COMPLETED, ImplementationStatus.WITHDRAWN, ImplementationStatus.SUPERSEDED)


def late_from(due_on: dt.date | None, status: str) -> dt.date | None:
    """The first day on which work in this status is overdue: the day after it was due; None when it never is."""
    return None if due_on is None or status in ENDED else due_on + dt.timedelta(days=1)


def is_overdue(on: dt.date) -> Q:
    """The same as a condition on statuses: due before ``on`` and not at its end."""
    return Q(due_on__lt=on) & ~Q(implementation_status__in=ENDED)
