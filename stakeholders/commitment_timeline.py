"""What happened to a commitment, by its history: in full for its people, from its publication on for the public."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from recommendations.models import Word
from recommendations.models.vocabulary import word
from recommendations.partial_dates import PartialDate
from stakeholders.models import Commitment, CommitmentState, Visibility

TEXTS = {
    "title": _("title"),
    "description": _("what will be done"),
    "language": _("language"),
    "start_on": _("start"),
    "start_precision": _("start"),
    "due_on": _("due date"),
    "due_precision": _("due date"),
    "repeats": _("rhythm"),
    "repeat_months": _("rhythm"),
    "first_round_on": _("rhythm"),
    "round_days": _("rhythm"),
    "visibility": _("who can see it"),
    "recommendations": word(Word.RECOMMENDATIONS),
    "lead_organisation_id": _("lead organisation"),
}


@dataclass(frozen=True)
class Moment:
    """One change. ``by`` is not for the public."""

    at: datetime.datetime
    title: Any
    changed: tuple[Any, ...]
    reason: str
    by: Any
    state: str
    visibility: str
    due_before: PartialDate | None
    due_after: PartialDate | None

    @property
    def date(self) -> datetime.date:
        """The reader's day: the person's on signed-in pages, the site's on public ones."""
        return timezone.localdate(self.at)

    @property
    def moved(self) -> bool:
        """True where the due date was changed."""
        return self.due_before != self.due_after


def timeline(commitment: Commitment) -> list[Moment]:
    """Every change of the commitment, newest first."""
    rows = list(commitment.history.select_related("history_user").order_by("history_date", "history_id"))
    links = _links(rows)
    moments = [_moment(before, row, links) for before, row in zip([None, *rows[:-1]], rows, strict=True)]
    return moments[::-1]


def public_timeline(commitment: Commitment) -> list[Moment]:
    """What the public may know, newest first: changes since it was published, while it was public."""
    moments = timeline(commitment)
    first = next((moment.at for moment in reversed(moments) if moment.state == CommitmentState.PUBLISHED), None)
    shown = (CommitmentState.PUBLISHED, CommitmentState.ARCHIVED)
    return [
        moment
        for moment in moments
        if first and moment.at >= first and moment.state in shown and moment.visibility == Visibility.PUBLIC
    ]


def _links(rows: list) -> dict[int, set[int]]:
    """The recommendations of each row of history, in one query."""
    links: dict[int, set[int]] = {row.history_id: set() for row in rows}
    history_of_links = Commitment.history.model.recommendations.model
    for link in history_of_links.objects.filter(history__in=links).values("history_id", "recommendation_id"):
        links[link["history_id"]].add(link["recommendation_id"])
    return links


def _moment(before, row, links: dict[int, set[int]]) -> Moment:
    return Moment(
        at=row.history_date,
        title=_title(before, row),
        changed=_changed(before, row, links),
        reason=row.history_change_reason or "",
        by=row.history_user,
        state=row.state,
        visibility=row.visibility,
        due_before=PartialDate.of(before.due_on, before.due_precision) if before else _due(row),
        due_after=_due(row),
    )


def _due(row) -> PartialDate | None:
    return PartialDate.of(row.due_on, row.due_precision)


def _title(before, row) -> Any:
    if before is None:
        return _("Drafted")
    steps = {
        (CommitmentState.DRAFT, CommitmentState.PROPOSED): _("Submitted for review"),
        (CommitmentState.PROPOSED, CommitmentState.PUBLISHED): pgettext_lazy("event", "Published"),
        (CommitmentState.ARCHIVED, CommitmentState.PUBLISHED): _("Restored"),
        (CommitmentState.ARCHIVED, CommitmentState.DRAFT): _("Restored as a draft"),
    }
    if before.state == row.state:
        return pgettext_lazy("event", "Changed")
    if row.state == CommitmentState.ARCHIVED:
        return pgettext_lazy("event", "Archived")
    if (before.state, row.state) == (CommitmentState.PROPOSED, CommitmentState.DRAFT):
        return _("Returned for changes") if row.returned_at != before.returned_at else _("Taken back")
    return steps.get((before.state, row.state), pgettext_lazy("event", "Changed"))


def _changed(before, row, links: dict[int, set[int]]) -> tuple[Any, ...]:
    """The names of what differs between two rows, once each, in the order of the form."""
    if before is None:
        return ()
    names = [name for name in TEXTS if name != "recommendations" and getattr(before, name) != getattr(row, name)]
    if links[before.history_id] != links[row.history_id]:
        names.append("recommendations")
    return tuple(dict.fromkeys(TEXTS[name] for name in names))
