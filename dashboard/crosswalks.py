"""Which recommendations of other editions answer for one: those that are the same, supersede it, or are superseded.

Commitments are counted where they were made, and nowhere else: what is followed here is only who has answered.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from enum import StrEnum

from dashboard.catalogue import catalogue, recommendations_on
from recommendations.models import CrosswalkKind


class Link(StrEnum):
    """What the other recommendation is to this one."""

    SAME = "same"
    OLDER = "older"  # this one supersedes it
    NEWER = "newer"  # it supersedes this one


# From what was passed on the way, over a link, to what the other end is. A way never turns: what superseded the same
# older recommendation beside this one is no answer to it.
STEPS = {
    Link.SAME: {Link.SAME: Link.SAME, Link.OLDER: Link.OLDER, Link.NEWER: Link.NEWER},
    Link.OLDER: {Link.SAME: Link.OLDER, Link.OLDER: Link.OLDER},
    Link.NEWER: {Link.SAME: Link.NEWER, Link.NEWER: Link.NEWER},
}


def _neighbours() -> dict[int, list[tuple[int, Link]]]:
    """The other ends of the links of each recommendation."""
    found: dict[int, list[tuple[int, Link]]] = defaultdict(list)
    for row in catalogue().crosswalks:
        if row.kind in (CrosswalkKind.SAME, CrosswalkKind.SUPERSEDED):
            is_same = row.kind == CrosswalkKind.SAME
            found[row.earlier_id].append((row.later_id, Link.SAME if is_same else Link.NEWER))
            found[row.later_id].append((row.earlier_id, Link.SAME if is_same else Link.OLDER))
    return dict(found)


def answering_for(keys: Iterable[int], as_of: datetime.date | None) -> dict[int, dict[int, Link]]:
    """For each of these recommendations the others that answer for it, each once, among those public on the day."""
    neighbours = _neighbours()
    if not neighbours:
        return {key: {} for key in keys}
    public = {row.pk for row in recommendations_on(as_of)}
    return {key: _reached(key, neighbours, public) for key in keys}


def _reached(start: int, neighbours: dict[int, list[tuple[int, Link]]], public: set[int]) -> dict[int, Link]:
    found, ways = {start: Link.SAME}, [(start, Link.SAME)]
    for here, passed in ways:  # grows meanwhile
        for other, link in neighbours.get(here, ()):
            if (reached := STEPS[passed].get(link)) and other not in found and other in public:
                found[other] = reached
                ways.append((other, reached))
    del found[start]
    return found
