"""Lists of commitments and reports, and what orders and narrows them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template

from dashboard.filters import Selection
from dashboard.rows import CommitmentRow, ReportRow

register = template.Library()


@register.inclusion_tag("dashboard/parts/commitment_items.html")
def commitment_items(rows: Iterable[CommitmentRow], selection: Selection) -> dict[str, Any]:
    """A list of commitments, each under its title as far as that may still be shown, and how it stood."""
    return {"rows": rows, "selection": selection}


@register.inclusion_tag("dashboard/parts/report_items.html")
def report_items(rows: Iterable[ReportRow], selection: Selection) -> dict[str, Any]:
    """A list of reports, each under the title of its commitment as far as that may still be shown, and what it said."""
    return {"rows": rows, "selection": selection}


@register.inclusion_tag("dashboard/parts/sorting.html")
def sorting(orderings: Iterable[tuple[str, str, bool]]) -> dict[str, Any]:
    """The orders of a list, as (address, label, is it the one in use), behind the one in use."""
    return {"orderings": orderings}
