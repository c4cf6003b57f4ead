"""What nobody of a region has committed to: the same question as by actor type, asked of where organisations are."""

from __future__ import annotations

from collections.abc import Iterable

from dashboard.catalogue import public_organisations
from dashboard.crosswalks import answering_for
from dashboard.filters import Selection
from stakeholders.models import Country, Region

from .gaps import answered_by, answered_computed


def regions_taking_part(selection: Selection) -> list[str]:
    """Regions with an organisation on the site on the day, in their fixed order. One query."""
    there = public_organisations(selection.as_of).exclude(country=None).values("country")
    found = set(Country.objects.filter(pk__in=there).order_by().values_list("region", flat=True).distinct())
    return [value for value in Region.values if value in found]


def answered_from(selection: Selection, recommendations: Iterable[int], regions: list[str]) -> dict[int, set[str]]:
    """The regions that answer each recommendation with a chosen commitment, led or joined from there, made for it or
    for one that answers for it.

    With actor types chosen, by organisations of those types. One query, or two under filters on commitments.
    """
    others = answering_for(recommendations, selection.as_of)
    found = _answered_from(selection, {*others, *(other for links in others.values() for other in links)}, regions)
    return {key: found[key].union(*(found[other] for other in links)) for key, links in others.items()}


def _answered_from(selection: Selection, recommendations: Iterable[int], regions: list[str]) -> dict[int, set[str]]:
    narrower = selection.without("edition", "area", "recommendation")
    if not narrower.narrowed:
        return answered_by(selection, recommendations, [f"region:{value}" for value in regions])
    return answered_computed(selection, "country__region")
