"""The items that a person chose on their list: what a page sends is read here, and acted on one by one.

Each item is its own transaction: what one colleague decided meanwhile holds up nothing else, and is said by name.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from django.http import Http404
from django.utils.translation import gettext as _

from progress import discarding, drafts, snoozes
from progress.errors import Conflict, Refused
from progress.models import ProgressReport
from stakeholders import assignments
from stakeholders.models import Commitment, Organisation

MOST = 200  # more than a page of the list shows
_VALUE = re.compile(r"(\d{1,18})-(\d{1,18})-(\d{1,18})", re.ASCII)
Made = TypeVar("Made")


@dataclass(frozen=True)
class Chosen:
    """A commitment as one organisation carries it, and the owner (by key, None: nobody) whom the page showed."""

    commitment: Commitment
    organisation: Organisation
    seen: int | None

    @property
    def value(self) -> str:
        """What a page sends for it."""
        return f"{self.commitment.pk}-{self.organisation.pk}-{self.seen or 0}"


def read(values: Iterable[str], *, user) -> list[Chosen]:
    """What these values of a form name, once each, in their order. Two queries.

    Raises ``Http404`` alike for unknown, foreign and malformed ones, and for more than ``MOST``.
    """
    parsed = {}
    for value in values:
        match = _VALUE.fullmatch(value)
        if match is None:
            raise Http404
        commitment, organisation, owner = map(int, match.groups())
        parsed[commitment, organisation] = owner or None
    if len(parsed) > MOST:
        raise Http404
    commitments = Commitment.objects.visible_to(user).in_bulk({key[0] for key in parsed})
    organisations = Organisation.objects.of_member(user).in_bulk({key[1] for key in parsed})
    if any(key[0] not in commitments or key[1] not in organisations for key in parsed):
        raise Http404
    return [Chosen(commitments[key[0]], organisations[key[1]], seen) for key, seen in parsed.items()]


@dataclass
class Outcome:
    """What came of an act on several items: what was made for each, and why the others were refused."""

    done: list[tuple[Chosen, object]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def _each(chosen: Iterable[Chosen], act: Callable[[Chosen], object]) -> Outcome:
    outcome = Outcome()
    for one in chosen:
        try:
            outcome.done.append((one, act(one)))
        except Conflict as conflict:
            outcome.refused.append(_owned_meanwhile(one, conflict.current))
        except Refused as refusal:
            outcome.refused.append(
                _("“%(title)s”: %(reason)s") % {"title": one.commitment.title, "reason": str(refusal)}
            )
    return outcome


def _owned_meanwhile(one: Chosen, owner) -> str:
    if owner is None:
        return _("“%(title)s” has no owner any more, so it was not changed. Look again.") % {
            "title": one.commitment.title
        }
    return _("%(name)s took “%(title)s” in the meantime, so it was not changed.") % {
        "name": owner,
        "title": one.commitment.title,
    }


def no_change(chosen: Iterable[Chosen], *, by) -> Outcome:
    """Say "no significant change" on each; what is made are the reports."""
    return _each(chosen, lambda one: drafts.no_change(commitment=one.commitment, organisation=one.organisation, by=by))


def give(chosen: Iterable[Chosen], *, to, by) -> Outcome:
    """Make ``to`` (None: nobody) the owner of each, unless somebody else owns it than the page showed."""

    def act(one: Chosen) -> object:
        return assignments.give(commitment=one.commitment, organisation=one.organisation, to=to, by=by, seen=one.seen)

    return _each(chosen, act)


def snooze(chosen: Iterable[Chosen], *, by, until: datetime.date, on: datetime.date) -> Outcome:
    """Put ``by``'s reminders of each off until a day."""

    def act(one: Chosen) -> object:
        return snoozes.snooze(commitment=one.commitment, organisation=one.organisation, by=by, until=until, on=on)

    return _each(chosen, act)


def wake(chosen: Iterable[Chosen], *, by) -> Outcome:
    """Remind ``by`` of each again."""
    return _each(chosen, lambda one: snoozes.wake(commitment=one.commitment, organisation=one.organisation, by=by))


def take_back(reports: Iterable[ProgressReport], *, by) -> tuple[int, list[str]]:
    """Undo "no significant change" on each of ``reports``: how many, and why the others were refused."""
    done, refused = 0, []
    for report in reports:
        try:
            discarding.take_back(report=report, by=by)
            done += 1
        except Refused as refusal:
            refused.append(_("“%(title)s”: %(reason)s") % {"title": report.commitment.title, "reason": str(refusal)})
    return done, refused


def colleagues(chosen: Iterable[Chosen]) -> list:
    """Who could own all of them, by name: whoever reports for each of their organisations."""
    found = None
    organisations = {one.organisation.pk: one.organisation for one in chosen}
    for organisation in organisations.values():
        members = {membership.user: None for membership in assignments.could_own(organisation)}
        found = members if found is None else {user: None for user in found if user in members}
    return list(found or ())
