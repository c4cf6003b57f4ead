"""The milestones of a commitment as rows on one timeline, for its pages and the form of a report on it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from charts import Track
from names.dates import date_in_words
from names.phrases import labelled, listed
from stakeholders.models import Commitment, Milestone


@dataclass(frozen=True)
class Span:
    """The days that the rows share, and the one that the page is of."""

    first: datetime.date
    last: datetime.date
    on: datetime.date

    def place(self, day: datetime.date | None) -> float | None:
        """Where a day stands between the ends, from 0 to 1."""
        if day is None:
            return None
        return (day - self.first).days / (self.last - self.first).days


def span_of(commitment: Commitment, milestones: Iterable[Milestone], on: datetime.date) -> Span | None:
    """From the first to the last day of the commitment and its milestones, and to ``on`` while one is to be reached.

    None where there are no two days to draw a line between.
    """
    rows = list(milestones)
    days = [day for row in rows for day in (row.due_on, reached_by(row, on)) if day]
    if not days:
        return None
    if not all(reached_by(row, on) for row in rows):
        days.append(on)
    days += filter(None, (commitment.start_on, commitment.due_on))
    return Span(min(days), max(days), on) if min(days) < max(days) else None


def reached_by(milestone: Milestone, on: datetime.date) -> datetime.date | None:
    """The day on which it was reached, as it was known on ``on``."""
    return milestone.reached_on if milestone.reached_on and milestone.reached_on <= on else None


def track_of(milestone: Milestone, span: Span) -> Track:
    """One row of the timeline."""
    reached = reached_by(milestone, span.on)
    said = []
    if milestone.due:
        said.append(labelled(_("Due"), milestone.due.in_words))
    said.append(labelled(_("Reached on"), date_in_words(reached) if reached else _("Not yet")))
    return Track(
        name=f"milestone-{milestone.pk}",
        title=milestone.title,
        description=listed(said),
        due=span.place(milestone.due_on),
        reached=span.place(reached),
        today=span.place(span.on) if span.first <= span.on <= span.last else None,
        is_late=bool(milestone.due_on and milestone.due_on < (reached or span.on)),
    )
