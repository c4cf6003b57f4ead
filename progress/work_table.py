"""My reporting as one table: what waits, in the groups of ``work_groups``, and whose it is."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from progress.work_groups import Group, Row, titles
from progress.worklist import Item, Worklist

# What a person can narrow the table to, by whose a row is.
WHOSE: dict[str, Callable[[Worklist, Item], bool]] = {
    "mine": lambda work, item: work.is_mine(item),
    "nobody": lambda work, item: item.owner is None,
    "colleagues": lambda work, item: work.is_anothers(item),
    "standing_in": lambda work, item: item.organisation.pk in work.standing_in,
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
