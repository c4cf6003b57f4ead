"""What was done to a reporting period: by whom, when and why, out of its history."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from names.dates import date_in_words
from names.phrases import sentences
from progress.models import PeriodState, ReportingPeriod


@dataclass(frozen=True)
class Step:
    """One step, in words."""

    at: datetime.datetime
    by: Any
    text: str
    reason: str


def steps_of(period: ReportingPeriod) -> list[Step]:
    """The latest first. One query."""
    rows = list(period.history.select_related("history_user").order_by("-history_date", "-history_id"))
    pairs = [*pairwise(rows), *((row, None) for row in rows[-1:])]
    return [
        Step(row.history_date, row.history_user, _in_words(row, before), row.history_change_reason or "")
        for row, before in pairs
    ]


def _in_words(row: Any, before: Any) -> str:
    if before is None:
        return pgettext("reporting period", "Planned.")
    said = []
    if row.state != before.state:
        said.append(_opened_or_closed(row.state))
    if row.due_on != before.due_on:
        days = {"before": date_in_words(before.due_on), "after": date_in_words(row.due_on)}
        said.append(_("Reports were due on %(before)s, and are now due on %(after)s.") % days)
    if (row.starts_on, row.ends_on) != (before.starts_on, before.ends_on):
        said.append(_("Its first or last day was changed."))
    if row.name != before.name:
        said.append(_("It was called “%(name)s” before.") % {"name": before.name})
    return sentences(*said)


def _opened_or_closed(state: str) -> str:
    if state == PeriodState.OPEN:
        return pgettext("reporting period", "Opened.")
    return pgettext("reporting period", "Closed.")
