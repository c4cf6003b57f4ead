"""What happened meanwhile, as it is marked on a chart over time."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext as _

from accounts.days import site_day
from charts import Note
from dashboard.editions import editions_of
from dashboard.filters import Selection
from dashboard.filters.choices import public_periods

MOST_NOTES = 8  # the latest; more would be a fence


def notes(selection: Selection, days: tuple[datetime.date, ...]) -> tuple[Note, ...]:
    """What happened within these days: an edition came out, a reporting period closed or its reports were due.

    One query.
    """
    if not days:
        return ()
    happened = [
        (edition.published_on, _("%(edition)s published") % {"edition": edition.texts["title"]})
        for edition in editions_of(selection)
    ]
    happened += _of_periods(days[-1])
    within = sorted((day, text) for day, text in happened if days[0] <= day <= days[-1])
    return tuple(Note(day, text) for day, text in within[-MOST_NOTES:])


def _of_periods(last: datetime.date) -> list[tuple[datetime.date, str]]:
    """The day on which each period was closed, or, where it was still open on the last day, its reports were due."""
    found = []
    for period in public_periods().order_by("-due_on").with_closing():
        closed_on = site_day(period.closed_at) if period.closed_at else None
        if closed_on and closed_on <= last:
            found.append((closed_on, _("reports on %(period)s closed") % {"period": period.name}))
        else:
            found.append((period.due_on, _("reports on %(period)s due") % {"period": period.name}))
    return found
