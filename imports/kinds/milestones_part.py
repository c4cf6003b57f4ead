"""The milestones of a commitment in one cell: "Open the helpline (2026-03)". A date stays as exact as it is written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from names import normal_form
from recommendations.partial_dates import PartialDate
from stakeholders.commitment_data import MilestoneData

_WITH_DATE = re.compile(r"(?P<title>.*) \((?P<due>\d{4}(?:-\d\d){0,2})\)")


def milestones(texts: Sequence[str], before: Sequence[MilestoneData]) -> list[MilestoneData]:
    """What the row says; a milestone that there is, by its title, keeps its row and the day that it was reached on."""
    there = {normal_form(one.title): one for one in before}
    found = []
    for text in texts:
        match = _WITH_DATE.fullmatch(text)
        title, due = (match["title"], PartialDate.parse(match["due"])) if match else (text, None)
        mine = there.pop(normal_form(title), MilestoneData(title=title))
        found.append(replace(mine, title=title, due=due))
    return found


def as_texts(those: Sequence[MilestoneData]) -> list[str]:
    """The same milestones as one would write them, in one order."""
    return sorted(f"{one.title} ({one.due.iso})" if one.due else one.title for one in those)
