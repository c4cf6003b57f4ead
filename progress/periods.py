"""Reporting periods: planned, opened, extended and closed by curators."""

from __future__ import annotations

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from progress.errors import NotPermitted, ReasonRequired, WrongState
from progress.models import PeriodState, ReportingPeriod
from stakeholders.changes import as_now, record, refuse_stale

# From which states a period may be moved to which: opened, closed, and opened again.
MOVES = {
    PeriodState.OPEN: frozenset({PeriodState.PLANNED, PeriodState.CLOSED}),
    PeriodState.CLOSED: frozenset({PeriodState.OPEN}),
}

FIELDS = ("name", "starts_on", "ends_on", "due_on")


def _require_curator(by) -> None:
    person = as_now(by)
    if not (person.is_active and person.is_curator):
        raise NotPermitted(_("Only curators manage the reporting periods."))


@transaction.atomic
def save(
    *,
    period: ReportingPeriod,
    by,
    version: int | None = None,
    reason: str = "",
    at: datetime.datetime | None = None,
) -> ReportingPeriod:
    """Store a new period or changed days of one. ``version`` is the one that the person saw; None asks nothing.

    The state is never changed here (``move``). What was opened once is changed with a ``reason`` alone. Raises
    ``Conflict``, ``ReasonRequired``, or ValidationError naming the fields. Side effects: a history row. The same again
    writes nothing.
    """
    _require_curator(by)
    stored = ReportingPeriod.objects.filter(pk=period.pk).first()
    if stored and all(getattr(stored, name) == getattr(period, name) for name in FIELDS):
        return stored
    others = ReportingPeriod.objects.exclude(pk=period.pk)
    if period.pk is not None:
        current = ReportingPeriod.objects.select_for_update().get(pk=period.pk)
        refuse_stale(current, version)
        period.state, period.version = current.state, current.version + 1
        if current.state != PeriodState.PLANNED and not reason.strip():
            raise ReasonRequired
    period.full_clean()
    if others.filter(starts_on__lte=period.ends_on, ends_on__gte=period.starts_on).exists():
        raise ValidationError({"starts_on": _("These days overlap with another period.")})
    record(period, by=by, at=at or timezone.now(), reason=reason.strip())
    return period


@transaction.atomic
def extend(
    *,
    period: ReportingPeriod,
    due_on: datetime.date,
    by,
    reason: str,
    version: int | None = None,
    at: datetime.datetime | None = None,
) -> ReportingPeriod:
    """Give the reports of an open period more time, until a later day; else as ``save``.

    Raises ``WrongState`` for a period that is not open, ValidationError for a day that is no later.
    """  # fmt: skip
    period = ReportingPeriod.objects.select_for_update().get(pk=period.pk)
    if period.state != PeriodState.OPEN:
        raise WrongState(_("Only an open period can be extended."))
    refuse_stale(period, version)
    if due_on <= period.due_on:
        raise ValidationError({"due_on": _("Choose a day after the one on which reports are due now.")})
    period.due_on = due_on
    return save(period=period, by=by, version=version, reason=reason, at=at)


@transaction.atomic
def move(
    *,
    period: ReportingPeriod,
    to: str,
    by,
    reason: str,
    version: int | None = None,
    at: datetime.datetime | None = None,
) -> ReportingPeriod:
    """Open, close or reopen a period. Opening it makes its reports due; closing it ends its reminders.

    ``version`` is the one whose consequences the person was shown; None asks nothing. Raises ``Conflict``,
    ``WrongState``, ``NotPermitted``, ``ReasonRequired``.
    """
    _require_curator(by)
    if not reason.strip():
        raise ReasonRequired
    period = ReportingPeriod.objects.select_for_update().get(pk=period.pk)
    refuse_stale(period, version)
    if period.state not in MOVES.get(PeriodState(to), ()):
        raise WrongState(_("The period has changed, so this can no longer be done."))
    period.state = to
    period.version += 1
    record(period, by=by, at=at or timezone.now(), reason=reason.strip())
    return period
