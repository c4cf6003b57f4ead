"""What nobody has committed to: who was asked, by recommendation and actor type, and who has answered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dashboard.catalogue import catalogue, recommendations_on, these_recommendations
from dashboard.crosswalks import Link, answering_for
from dashboard.filters import Selection
from dashboard.filters.conditions import place_keys
from ledger.counting import totals
from progress.scopes import answered, pair
from recommendations.models import Recommendation, ResponseArea
from recommendations.models.vocabulary import actor_codes
from stakeholders.models import Commitment, JointOrganisation

from .precomputed import STATES, states_under


@dataclass(frozen=True)
class Through:
    """A recommendation of another edition with commitments that answer this one, and what it is to this one."""

    recommendation: Recommendation
    link: Link


@dataclass(frozen=True)
class Gap:
    """One recommendation: the actor types that it addresses, and those of them that nobody answers for.

    ``answered_by`` are the actor types with a commitment that answer for each one addressed (an NGO for civil society),
    ``answered_by_others`` those that answer for none of them, ``through`` where else the commitments were made.
    """

    recommendation: Recommendation
    actor_types: list[str]
    answered_by: dict[str, list[str]]
    answered_by_others: list[str]
    through: tuple[Through, ...] = ()

    @property
    def missing(self) -> list[str]:
        return [actor_type for actor_type in self.actor_types if not self.answered_by[actor_type]]

    @property
    def nobody(self) -> bool:
        """True when not one public commitment, of whatever actor type, is made for it."""
        return len(self.missing) == len(self.actor_types) and not self.answered_by_others


@dataclass(frozen=True)
class AreaGaps:
    """One area (None: cross-cutting) with what was asked in it, and counts by actor type: (asked, missing)."""

    area: ResponseArea | None
    gaps: list[Gap]

    def by_actor_type(self) -> dict[str, tuple[int, int]]:
        """How many recommendations ask each actor type, and for how many of them nobody of it answers."""
        counts = {}
        for actor_type in actor_codes():
            asking = [row for row in self.gaps if actor_type in row.actor_types]
            counts[actor_type] = (len(asking), sum(actor_type in row.missing for row in asking))
        return counts

    @property
    def missing(self) -> int:
        return sum(len(row.missing) for row in self.gaps)


def recommendations_in(selection: Selection) -> list[Recommendation]:
    """The recommendations to ask about: those chosen, and of the places chosen; else all."""
    rows, keys = recommendations_on(selection.as_of), place_keys(dict(selection.chosen))
    if chosen := selection.chosen.get("recommendation"):
        among = {row.pk for row in chosen}
        rows = [row for row in rows if row.pk in among]
    if keys is None:
        return rows
    return [row for row in rows if not _places(row).isdisjoint(keys)]


def _places(row: Recommendation) -> set[str]:
    """The scopes of places that a recommendation lies in."""
    return {f"edition:{row.edition_id}", f"area:{row.area_id}" if row.area_id else f"cross-cutting:{row.edition_id}"}


def gaps(selection: Selection, recommendations: Iterable[Recommendation]) -> list[AreaGaps]:
    """Areas in their order, each with its recommendations and what is missing, as of the selection's day.

    The recommendations are those of ``dashboard.catalogue``, in their order. Filters on organisations and commitments
    narrow who counts as having answered. One query, or two under filters, beside the catalogue's.
    """
    rows = list(recommendations)
    links = answering_for([row.pk for row in rows], selection.as_of)
    others = {other for found in links.values() for other in found}
    answering, answers_for = _answered(selection, {*links, *others}), who_answers_for()
    with_commitments = [other for other in others if answering[other]]
    throughs = these_recommendations(with_commitments) if with_commitments else []
    groups: dict[tuple[int, int | None], list[Gap]] = {}
    areas: dict[int | None, ResponseArea | None] = {}
    for row in rows:
        areas[row.area_id] = row.area
        through = tuple(Through(one, links[row.pk][one.pk]) for one in throughs if one.pk in links[row.pk])
        there = answering[row.pk].union(*(answering[one.recommendation.pk] for one in through))
        gap = _gap(row, there, answers_for, through)
        groups.setdefault((row.edition_id, row.area_id), []).append(gap)
    return [AreaGaps(areas[area], found) for (_edition, area), found in groups.items()]


def _gap(
    row: Recommendation, there: set[str], answers_for: Mapping[str, frozenset[str]], through: tuple[Through, ...]
) -> Gap:
    """``there`` are the actor types with a commitment that counts."""
    asked = [addressee.actor_type for addressee in row.addressees.all()]
    who = {one: there & answers_for.get(one, frozenset()) for one in asked}
    answered_by = {one: [other for other in answers_for if other in who[one]] for one in asked}
    return Gap(row, asked, answered_by, sorted(there.difference(*answered_by.values())), through)


def who_answers_for() -> dict[str, frozenset[str]]:
    """For each actor type those whose commitments answer for it, itself among them."""
    answers_for = catalogue().answers_for
    return {one: frozenset(other for other, answered in answers_for.items() if one in answered) for one in answers_for}


def answered_by(selection: Selection, recommendations: Iterable[int], by: list[str]) -> dict[int, set[str]]:
    """Who answers which of these recommendations: those of ``by`` (``actor:<type>``, ``region:<code>``) with at least
    one public commitment on the selection's day, whatever its filters. Joint organisations answer too. One query.
    """
    keys = {answered(pk, one): (pk, one) for pk in recommendations for one in by}
    found: dict[int, set[str]] = defaultdict(set)
    for key in totals(keys, on=selection.on):
        recommendation, one = keys[key]
        found[recommendation].add(one.partition(":")[2])
    return found


def _with_such_states(selection: Selection, recommendations: Iterable[int], types: list[str]) -> dict[int, set[str]]:
    """The same under filters on how commitments stand. One query."""
    pairs = {pair(f"recommendation:{pk}", one): (pk, one) for pk in recommendations for one in types}
    found: dict[int, set[str]] = defaultdict(set)
    for key in totals(pairs, on=selection.on, **states_under(selection.chosen)):
        recommendation, one = pairs[key]
        found[recommendation].add(one.partition(":")[2])
    return found


def answered_computed(selection: Selection, column: str) -> dict[int, set[str]]:
    """What organisations with a chosen commitment, led or joined, have in ``column``, by recommendation. Two queries.

    With actor types chosen, organisations of those types alone.
    """
    chosen, types = selection.statuses().values("commitment_id"), selection.chosen.get("actor_type")
    led = Commitment.recommendations.through.objects.filter(commitment_id__in=chosen)
    joined = JointOrganisation.objects.filter(commitment_id__in=chosen)
    if types:
        led = led.filter(commitment__lead_organisation__actor_type__in=types)
        joined = joined.filter(organisation__actor_type__in=types)
    found: dict[int, set[str]] = defaultdict(set)
    for rows in (
        led.values_list("recommendation_id", f"commitment__lead_organisation__{column}"),
        joined.values_list("commitment__recommendations", f"organisation__{column}"),
    ):
        for recommendation, value in rows.distinct().order_by():
            found[recommendation].add(value)
    return found


def _answered(selection: Selection, recommendations: Iterable[int]) -> dict[int, set[str]]:
    """Actor types with a chosen commitment, by recommendation.

    Who answers a recommendation does not change with the place that was chosen around it.
    """
    narrower = selection.without("edition", "area", "recommendation")
    types = [f"actor:{value}" for value in actor_codes()]
    if not narrower.narrowed:
        return answered_by(selection, recommendations, types)
    if narrower.active <= {*STATES}:
        return _with_such_states(narrower, recommendations, types)
    return answered_computed(selection, "actor_type")


def asked_in(selection: Selection) -> list[AreaGaps]:
    """What was asked in the places chosen, and who has answered. A chosen actor type narrows whom the page asks about,
    not who answers. Queries as ``gaps``.
    """
    return gaps(selection.without("actor_type"), recommendations_in(selection))


def asked_types(selection: Selection, groups: Iterable[AreaGaps]) -> list[str]:
    """The actor types to ask about: those that anything is asked of here, narrowed by the filter."""
    asked = {actor_type for group in groups for row in group.gaps for actor_type in row.actor_types}
    chosen = selection.chosen.get("actor_type") or actor_codes()
    return [value for value in actor_codes() if value in asked and value in chosen]


def waiting_in(selection: Selection, groups: Iterable[AreaGaps]) -> list[Gap]:
    """Those of the recommendations that ask somebody, of the actor types chosen, who has made no commitment."""
    types = set(selection.chosen.get("actor_type") or actor_codes())
    return [row for group in groups for row in group.gaps if types & set(row.missing)]


def unanswered(selection: Selection) -> list[Gap]:
    """The same, asked for by themselves."""
    return waiting_in(selection, asked_in(selection))
