"""What an organisation was asked, as its actor type, and for what of it it has a public commitment."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from dashboard.catalogue import recommendations_on
from dashboard.filters import CROSS_CUTTING, Selection
from dashboard.texts import cross_cutting
from recommendations.models import Edition, Recommendation, ResponseArea
from stakeholders.models import Commitment

RECOMMENDATIONS = "/recommendations/"


@dataclass(frozen=True)
class Asked:
    """The recommendations of one area (None: cross-cutting) that ask an actor type, in their order."""

    edition: Edition
    area: ResponseArea | None
    recommendations: list[Recommendation]

    @property
    def name(self) -> str:
        """What the area is called in the reader's language."""
        return str(self.area.texts["name"]) if self.area else cross_cutting()

    def address(self, day: Selection, actor_type: str, organisation: str | None = None) -> str:
        """The list of them; with the short name of an organisation those that it has a commitment for."""
        area = self.area.slug if self.area else CROSS_CUTTING
        return day.address(
            RECOMMENDATIONS, edition=self.edition.slug, area=area, actor_type=actor_type, organisation=organisation
        )


def asked_of(actor_type: str, day: Selection) -> list[Asked]:
    """What an actor type was asked by the day, by area in the order of the source."""
    areas: dict[tuple[int, int | None], list[Recommendation]] = {}
    for one in recommendations_on(day.as_of):
        if any(addressee.actor_type == actor_type for addressee in one.addressees.all()):
            areas.setdefault((one.edition_id, one.area_id), []).append(one)
    return [Asked(found[0].edition, found[0].area, found) for found in areas.values()]


def answered_by(commitments: QuerySet) -> set[int]:
    """The recommendations that these commitments are made for. One query."""
    links = Commitment.recommendations.through.objects.filter(commitment_id__in=commitments)
    return set(links.values_list("recommendation_id", flat=True))
