"""The list of work in groups, the most urgent first: one rule for the page "My reporting" and for the digest."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import Enum

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from names.dates import date_in_words
from progress.worklist import DEADLINE_NOTICE, Item, Worklist


class Step(Enum):
    """What the person does next with a row: a row has one."""

    MAKE_CHANGES = "make_changes"
    SIGN_OFF = "sign_off"
    WRITE = "write"
    CONTINUE = "continue"
    READ = "read"
    VIEW = "view"  # the commitment itself: it ends, and no report is asked for


class Group(Enum):
    """The groups, in the order in which they stand."""

    OVERDUE = "overdue"
    RETURNED = "returned"
    SIGN_OFF = "sign_off"
    SOON = "soon"
    DRAFTS = "drafts"
    LATER = "later"
    WITH_OTHERS = "with_others"


_ORDER = {group: place for place, group in enumerate(Group)}


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    item: Item
    group: Group
    step: Step
    snoozed_until: datetime.date | None
    is_late: bool
    is_mine: bool

    @property
    def is_urgent(self) -> bool:
        """Does it have the one filled button of its line: is it late, or does somebody wait for the person?"""
        return self.group in (Group.OVERDUE, Group.RETURNED, Group.SIGN_OFF)

    @property
    def waits_here(self) -> bool:
        """Is it for the person to act, not for somebody else?"""
        return self.group != Group.WITH_OTHERS

    @property
    def value(self) -> str:
        """What a tick or a button of the row sends: the item, and the owner whom the page shows."""
        commitment, organisation = self.item.key
        return f"{commitment}-{organisation}-{self.item.owner.pk if self.item.owner else 0}"


def _group(step: Step, item: Item, *, on: datetime.date) -> Group:
    if step == Step.READ:
        return Group.WITH_OTHERS
    if item.is_overdue(on):
        return Group.OVERDUE
    if step == Step.MAKE_CHANGES:
        return Group.RETURNED
    if step == Step.SIGN_OFF:
        return Group.SIGN_OFF
    if item.due_on is None:
        return Group.DRAFTS
    return Group.SOON if item.due_on <= on + DEADLINE_NOTICE else Group.LATER


def rows(work: Worklist) -> list[Row]:
    """All of the list, group by group, by day inside of a group; what was snoozed comes last there."""
    steps = [
        *((Step.MAKE_CHANGES, item) for item in work.returned),
        *((Step.SIGN_OFF, item) for item in work.to_sign_off),
        *((Step.CONTINUE if item.report else Step.WRITE, item) for item in work.due),
        *((Step.CONTINUE, item) for item in work.drafts),
        *((Step.VIEW, item) for item in work.deadlines),
        *((Step.READ, item) for item in (*work.with_focal_point, *work.with_curators)),
    ]
    found = [
        Row(
            item,
            _group(step, item, on=work.on),
            step,
            work.snoozed_until(item),
            step != Step.READ and item.is_overdue(work.on),
            work.is_mine(item),
        )
        for step, item in steps
    ]
    return sorted(found, key=_place)


def _place(row: Row) -> tuple[int, bool, datetime.date]:
    return _ORDER[row.group], row.snoozed_until is not None, row.item.due_on or datetime.date.max


def titles(on: datetime.date) -> dict[Group, str]:
    """What each group is called on a day."""
    return {
        Group.OVERDUE: _("Overdue"),
        Group.RETURNED: pgettext("reports", "Returned for changes"),
        Group.SIGN_OFF: _("For you to sign off"),
        Group.SOON: _("Due by %(day)s") % {"day": date_in_words(on + DEADLINE_NOTICE, "DATE_FORMAT")},
        Group.DRAFTS: _("Drafts"),
        Group.LATER: _("Due later"),
        Group.WITH_OTHERS: _("With others"),
    }
