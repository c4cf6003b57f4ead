"""My reporting as one table: what waits, in groups, the most urgent first, and whose it is."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable
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

# What a person can narrow the table to, by whose a row is.
WHOSE: dict[str, Callable[[Worklist, Item], bool]] = {
    "mine": lambda work, item: work.is_mine(item),
    "nobody": lambda work, item: item.owner is None,
    "colleagues": lambda work, item: work.is_anothers(item),
    "standing_in": lambda work, item: item.organisation.pk in work.standing_in,
}


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


@dataclass(frozen=True)
class Section:
    """A group as it stands on one page of the table: its name, how many it holds in all, and the rows shown."""

    key: str
    title: str
    total: int
    rows: list[Row]


def sections(shown: list[Row], *, of: list[Row], on: datetime.date) -> list[Section]:
    """The rows ``shown`` on a page in their groups, each with how many it holds among the rows ``of`` all pages."""
    names, totals = titles(on), Counter(row.group for row in of)
    by_group: dict[Group, list[Row]] = {}
    for row in shown:
        by_group.setdefault(row.group, []).append(row)
    return [Section(group.value, names[group], totals[group], held) for group, held in by_group.items()]


@dataclass(frozen=True)
class Choice:
    """One way to narrow the table, with how many rows it leaves."""

    key: str
    label: str
    number: int


def choices(work: Worklist, all_rows: list[Row]) -> list[Choice]:
    """All rows, then the ways to narrow them that leave something out and something in; none where all is alike."""
    labels = {
        "mine": _("Mine"),
        "nobody": _("Nobody’s"),
        "colleagues": _("Colleagues’"),
        "standing_in": _("As alternate"),
    }
    found = [
        Choice(key, labels[key], sum(belongs(work, row.item) for row in all_rows)) for key, belongs in WHOSE.items()
    ]
    narrowing = [one for one in found if 0 < one.number < len(all_rows)]
    return [Choice("", _("All"), len(all_rows)), *narrowing] if narrowing else []


def narrowed(work: Worklist, all_rows: list[Row], whose: str) -> list[Row]:
    """The rows that are ``whose``, a key of ``WHOSE``; all of them for any other word."""
    belongs = WHOSE.get(whose)
    return [row for row in all_rows if belongs(work, row.item)] if belongs else all_rows
