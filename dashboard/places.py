"""Inside one area: the selection that its own page and every number about it share."""

from __future__ import annotations

from dataclasses import replace

from dashboard.filters import CROSS_CUTTING, Selection
from recommendations.models import Edition, ResponseArea


def within(selection: Selection, edition: Edition, area: ResponseArea | None) -> Selection:
    """The selection inside one area of one edition; its addresses name both, since areas of editions share names."""
    slug = area.slug if area else CROSS_CUTTING
    return replace(
        selection,
        chosen={**selection.chosen, "edition": [edition], "area": [area or CROSS_CUTTING]},
        raw={**selection.raw, "edition": (edition.slug,), "area": (slug,)},
    )
