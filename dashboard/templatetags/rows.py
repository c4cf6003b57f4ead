"""Lists of commitments and reports, and what orders and narrows them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.translation import gettext as _

from dashboard.filters import Selection
from dashboard.findings.squares import Square, square_of
from dashboard.rows import CommitmentRow
from dashboard.statistics import Breakdown, Gap
from progress.models import ProgressReport
from recommendations.models import Tag
from stakeholders.models import ImplementationStatus

register = template.Library()

MOST_SQUARES = 40


@register.inclusion_tag("dashboard/parts/commitment_items.html")
def commitment_items(rows: Iterable[CommitmentRow], selection: Selection) -> dict[str, Any]:
    """A list of commitments, each under its title as far as that may still be shown, and how it stood."""
    return {"rows": rows, "selection": selection}


@register.simple_tag
def status_word(status: str) -> str:
    """What a status is called; empty: that there is no report yet."""
    return str(ImplementationStatus(status).label) if status else _("No report yet")


@register.simple_tag
def tags_of(tags: Mapping[int, list[Tag]], key: int) -> list[Tag]:
    """The tags of one row of a list."""
    return tags.get(key, []) if tags else []


@register.simple_tag
def answered_count(gap: Gap) -> int:
    """How many of those who were asked have a commitment that answers."""
    return len(gap.actor_types) - len(gap.missing)


@register.simple_tag
def report_square(report: ProgressReport, on: datetime.date) -> Square:
    """The square of a report: what it says of its commitment, paler where that is long ago."""
    return square_of(report.implementation_status, report.covers_until, None, on=on)


@register.inclusion_tag("dashboard/parts/count_squares.html")
def count_squares(counts: Breakdown) -> dict[str, Any]:
    """A square for each commitment, in their order, or above ``MOST_SQUARES`` a bar. The number stands beside."""
    if counts.total > MOST_SQUARES:
        return {"counts": counts}
    squares = [Square(*look) for look, number in counts.looks.items() for _one in range(number)]
    return {"squares": sorted(squares, key=lambda square: square.place)}
