"""Inside one area: the selection that its own page and every number about it share."""

from __future__ import annotations

from dataclasses import replace

from dashboard.catalogue import catalogue, recommendations_on
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


def find_area(slug: str, editions: list[Edition]) -> tuple[Edition, ResponseArea | None]:
    """The edition and area that an address means: of the first of ``editions`` that has such an area, one that is not
    archived before one that is.

    Raises ``ResponseArea.DoesNotExist``. None for an area stands for the cross-cutting recommendations.
    """
    having: dict[int, ResponseArea | None]
    if slug == CROSS_CUTTING:
        having = {row.edition_id: None for row in recommendations_on(None) if row.area_id is None}
    else:
        having = {area.edition_id: area for area in catalogue().areas if area.slug == slug}
    found = [(edition, having[edition.pk]) for edition in editions if edition.pk in having]
    if not found:
        raise ResponseArea.DoesNotExist
    return min(found, key=lambda one: one[1] is not None and one[1].archived_at is not None)
