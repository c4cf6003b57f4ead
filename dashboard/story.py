"""A recommendation across editions: what it came from, what became of it, and what happened to its commitments."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from dashboard.catalogue import catalogue
from recommendations.models import Crosswalk, CrosswalkKind, Edition, Recommendation
from stakeholders.models import CarryOver, CarryOverState, Commitment


@dataclass
class Turn:
    """One other recommendation, and what happened to the commitments on the way (empty on a past day)."""

    other: Recommendation
    sentences: list[str] = field(default_factory=list)


@dataclass
class Chapter:
    """What a recommendation was in an earlier edition, or became in a later one; ``crosswalk_words`` says the kind."""

    kind: str
    edition: Edition
    turns: list[Turn] = field(default_factory=list)


@dataclass(frozen=True)
class _Carried:
    """How many public commitments of the earlier recommendation serve the later one, do not, or wait for an answer."""

    made: int
    serve: int
    refused: int
    waiting: int


def story(row: Recommendation, *, with_commitments: bool) -> list[Chapter]:
    """The chapters of a recommendation in the order of the editions. Two queries where it has links, else none.

    ``with_commitments`` tells what happened to them, as things stand now.
    """
    links = [link for link in catalogue().crosswalks if row.pk in (link.earlier_id, link.later_id)]
    public = catalogue().recommendations
    links = [link for link in links if link.earlier_id in public and link.later_id in public]
    carried = _carried(links) if with_commitments and links else {}
    chapters: dict[tuple[str, int], Chapter] = {}
    for link in links:
        is_later = link.earlier_id == row.pk
        other = public[link.later_id if is_later else link.earlier_id]
        kind = f"{'later' if is_later else 'earlier'}_{link.kind}"
        chapter = chapters.setdefault((kind, other.edition_id), Chapter(kind, other.edition))
        said = _sentences(carried[link.pk], other, is_later=is_later) if link.pk in carried else []
        chapter.turns.append(Turn(other, said))
    return sorted(chapters.values(), key=lambda one: (one.edition.published_on, one.edition.pk))


def _carried(links: list[Crosswalk]) -> dict[int, _Carried]:
    """What became of the commitments along each link that leads on."""
    links = [link for link in links if link.kind != CrosswalkKind.RELATED]
    ends = {end for link in links for end in (link.earlier_id, link.later_id)}
    answering: dict[int, set[int]] = defaultdict(set)
    through = Commitment.recommendations.through.objects.filter(
        recommendation_id__in=ends, commitment__in=Commitment.objects.public()
    )
    for recommendation, commitment in through.values_list("recommendation_id", "commitment_id"):
        answering[recommendation].add(commitment)
    states: dict[int, dict[int, str]] = defaultdict(dict)
    asked = CarryOver.objects.filter(recommendation__in=ends).exclude(state=CarryOverState.WITHDRAWN)
    for later, commitment, state in asked.values_list("recommendation_id", "commitment_id", "state"):
        states[later][commitment] = state
    return {link.pk: _of(link, answering, states[link.later_id]) for link in links}


def _of(link: Crosswalk, answering: dict[int, set[int]], asked: dict[int, str]) -> _Carried:
    made = answering[link.earlier_id]
    others = made - answering[link.later_id]
    said = [asked.get(one) for one in others]
    return _Carried(
        made=len(made),
        serve=len(made) - len(others),
        refused=said.count(CarryOverState.REFUSED),
        waiting=said.count(CarryOverState.OFFERED),
    )


def _sentences(carried: _Carried, other: Recommendation, *, is_later: bool) -> list[str]:
    """What happened to the commitments, a sentence each."""
    if not carried.made:
        return []
    text = (
        _("Public commitments that also serve %(reference)s: %(serve)s of %(made)s.")
        if is_later
        else _("Public commitments for %(reference)s that also serve this recommendation: %(serve)s of %(made)s.")
    )
    found = [text % {"reference": other.reference, "serve": carried.serve, "made": carried.made}]
    if carried.refused:
        found.append(_("Not carried over, by decision of the organisation: %(number)s.") % {"number": carried.refused})
    if carried.waiting:
        found.append(_("Waiting for the organisation’s answer: %(number)s.") % {"number": carried.waiting})
    return found
