"""What of the earlier editions may be carried over into one: every commitment, with what was asked and answered."""

from __future__ import annotations

from dataclasses import dataclass

from recommendations.models import Crosswalk, Edition
from stakeholders.carry_overs import LEADS_ON
from stakeholders.models import CarryOver, CarryOverState, Commitment, CommitmentState


@dataclass(frozen=True)
class Candidate:
    """One commitment and one link of the crosswalk that it could follow."""

    commitment: Commitment
    link: Crosswalk
    asked: CarryOver | None  # the question that was put, unless it was taken back
    serves: bool  # does it answer the later recommendation anyway?

    @property
    def value(self) -> str:
        """What a tick sends."""
        return f"{self.commitment.pk}-{self.link.pk}"

    @property
    def can_be_offered(self) -> bool:
        return self.asked is None and not self.serves


def candidates(edition: Edition) -> list[Candidate]:
    """Those of an edition, in the order of the earlier recommendations. A fixed number of queries."""
    found_links = Crosswalk.objects.filter(
        later__edition=edition, later__archived_at=None, kind__in=LEADS_ON
    ).select_related("earlier__edition", "later__edition")  # fmt: skip
    links = list(found_links.order_by("-earlier__edition__published_on", "earlier__position", "later__position"))
    answered = _answered({end for link in links for end in (link.earlier_id, link.later_id)})
    rows = Commitment.objects.filter(state=CommitmentState.PUBLISHED, lead_organisation__archived_at=None)
    known = rows.filter(pk__in=set().union(*answered.values())).select_related("lead_organisation").in_bulk()
    asked = _asked(edition)
    found: dict[tuple[int, int], Candidate] = {}
    for link in links:
        for pk in sorted(answered.get(link.earlier_id, set()) & known.keys(), key=lambda pk: (_name(known[pk]), pk)):
            one = (pk, link.later_id)  # asked once, though two that were merged may both have it
            serves = pk in answered.get(link.later_id, ())
            found.setdefault(one, Candidate(known[pk], link, asked.get(one), serves))
    return list(found.values())


def _name(commitment: Commitment) -> str:
    return str(commitment.lead_organisation)


def _answered(recommendations: set[int]) -> dict[int, set[int]]:
    """The commitments that answer each of these recommendations, by keys."""
    through = Commitment.recommendations.through.objects.filter(recommendation_id__in=recommendations)
    found: dict[int, set[int]] = {}
    for recommendation, commitment in through.values_list("recommendation_id", "commitment_id"):
        found.setdefault(recommendation, set()).add(commitment)
    return found


def _asked(edition: Edition) -> dict[tuple[int, int], CarryOver]:
    rows = CarryOver.objects.filter(recommendation__edition=edition).exclude(state=CarryOverState.WITHDRAWN)
    return {(row.commitment_id, row.recommendation_id): row for row in rows.select_related("decided_by")}
