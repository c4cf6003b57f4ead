"""What nobody of a region has committed to: the same question as by actor type, asked of where organisations are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q

from dashboard.catalogue import public_organisations
from dashboard.filters import Selection
from stakeholders.models import Commitment, Country, JointOrganisation, Region

from .gaps import answered_by


def regions_taking_part(selection: Selection) -> list[str]:
    """Regions with an organisation on the site on the day, in their fixed order. One query."""
    there = public_organisations(selection.as_of).exclude(country=None).values("country")
    found = set(Country.objects.filter(pk__in=there).order_by().values_list("region", flat=True).distinct())
    return [value for value in Region.values if value in found]


def answered_from(selection: Selection, recommendations: Iterable[int], regions: list[str]) -> dict[int, set[str]]:
    """The regions that answer each recommendation with a chosen commitment, led or joined from there.

    With actor types chosen, by organisations of those types. One query, or two under filters on commitments.
    """
    narrower = selection.without("edition", "area", "recommendation")
    if not narrower.narrowed:
        return answered_by(selection, recommendations, [f"region:{value}" for value in regions])
    chosen = selection.standings().values("commitment_id")
    types = selection.chosen.get("actor_type")
    led = Q(commitment__lead_organisation__actor_type__in=types) if types else Q()
    joined = Q(organisation__actor_type__in=types) if types else Q()
    links = Commitment.recommendations.through.objects.filter(led, commitment_id__in=chosen)
    joint = JointOrganisation.objects.filter(joined, commitment_id__in=chosen)
    pairs = (
        links.values_list("recommendation_id", "commitment__lead_organisation__country__region"),
        joint.values_list("commitment__recommendations", "organisation__country__region"),
    )
    found: dict[int, set[str]] = defaultdict(set)
    for rows in pairs:
        for recommendation, region in rows.distinct().order_by():
            found[recommendation] |= {region} & {*regions}
    return found
