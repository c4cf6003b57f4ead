"""Recommendations as data: one row a recommendation, with how it is answered."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from dashboard.catalogue import these_recommendations
from dashboard.filters import CROSS_CUTTING, RecommendationFilters, Selection
from dashboard.navigation import page_address
from dashboard.statistics import gaps
from recommendations.models import ActorType, Obligation

from .base import Column, Dataset, Row
from .counts import COUNT_COLUMNS, count_commitments

COLUMNS = (
    Column("reference", "string", _("Reference"), _("Never changes, and is never used again."), "reference"),
    Column(
        "url",
        "string",
        _("Page"),
        _("The recommendation’s permanent address."),
        lambda row, selection: page_address(f"/recommendations/{row['reference']}/"),
    ),
    Column("edition", "string", _("Edition"), _("The key of the edition that it was published in."), "edition__slug"),
    Column(
        "area",
        "string",
        _("Response area"),
        _("Its key; cross-cutting for a recommendation that concerns all areas."),
        lambda row, selection: row["area__slug"] or CROSS_CUTTING,
    ),
    Column("title", "string", _("Title"), _("In the language of the edition."), "title"),
    Column("text", "string", _("Text"), _("In the language of the edition."), "text"),
    Column("language", "string", _("Language"), _("Of title and text; BCP 47."), "edition__language"),
    Column(
        "obligation",
        "string",
        _("Obligation"),
        _("How strongly the source asks."),
        "obligation",
        tuple(Obligation.values),
    ),
    Column(
        "addressees",
        "list",
        _("Addressees"),
        _("The actor types that are asked."),
        lambda row, selection: row["gap"].actor_types,
        tuple(ActorType.values),
    ),
    Column(
        "unanswered",
        "list",
        _("Not answered by"),
        _("Those of them that no public commitment is made by, nor by an actor type that answers for them."),
        lambda row, selection: row["gap"].missing,
        tuple(ActorType.values),
    ),
    Column(
        "answered_through",
        "list",
        _("Answered through"),
        _("Recommendations of other editions with commitments that count as an answer to this one."),
        lambda row, selection: [one.recommendation.reference for one in row["gap"].through],
    ),
    Column("source_heading", "string", _("Heading in the source"), _("Where the source says it."), "source_heading"),
    *COUNT_COLUMNS,
    Column("as_of", "date", _("As of"), _("The day that the counts are of."), lambda row, selection: selection.on),
)

FIELDS = (
    "pk",
    "reference",
    "edition__slug",
    "edition__language",
    "area__slug",
    "title",
    "text",
    "obligation",
    "source_heading",
)


def _join(rows: list[Row], selection: Selection) -> None:
    counted = selection.without("q", "actor_type")
    count_commitments(rows, counted, "recommendation")
    found = gaps(counted, these_recommendations(row["pk"] for row in rows))
    gap_of = {gap.recommendation.pk: gap for group in found for gap in group.gaps}
    for row in rows:
        row["gap"] = gap_of[row["pk"]]


RECOMMENDATIONS = Dataset(
    "recommendations",
    _("Recommendations"),
    _("What was recommended, who was asked, and how many commitments answer it."),
    RecommendationFilters,
    COLUMNS,
    FIELDS,
    join=_join,
    key="reference",
)
