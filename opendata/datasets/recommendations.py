"""Recommendations as data: one row a recommendation, with how it is answered."""

from __future__ import annotations

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from dashboard.catalogue import these_recommendations
from dashboard.filters import CROSS_CUTTING, RecommendationFilters, Selection
from dashboard.navigation import page_address
from dashboard.statistics import gaps
from recommendations.models import Obligation, Recommendation, RecommendationTag, Word
from recommendations.models.vocabulary import actor_codes, word

from .base import Column, Dataset, RelatedList, Row
from .counts import COUNT_COLUMNS, count_commitments

TRANSLATED = _("In the language asked for where it has been translated, else in that of the edition.")

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
        word(Word.RESPONSE_AREA),
        _("Its key; cross-cutting for a recommendation that concerns all areas."),
        lambda row, selection: row["area__slug"] or CROSS_CUTTING,
    ),
    Column("title", "string", _("Title"), TRANSLATED, "title"),
    Column("text", "string", _("Text"), TRANSLATED, "text"),
    Column("language", "string", _("Language"), _("Of title and text; BCP 47."), "language"),
    Column(
        "obligation",
        "string",
        _("Obligation"),
        _("The level of obligation in the source."),
        "obligation",
        tuple(Obligation.values),
    ),
    Column(
        "addressees",
        "list",
        _("Addressees"),
        _("The actor types it is addressed to."),
        lambda row, selection: row["gap"].actor_types,
        actor_codes,
    ),
    Column("tags", "list", _("Tags"), _("Short names of the site’s own tags that it belongs to."), "tags"),
    Column(
        "unanswered",
        "list",
        _("No commitment from"),
        _("Addressees with no public commitment from them or from an actor type that counts for them."),
        lambda row, selection: row["gap"].missing,
        actor_codes,
    ),
    Column(
        "answered_through",
        "list",
        _("Commitments through"),
        _("Recommendations of other editions whose commitments count for this one."),
        lambda row, selection: [one.recommendation.reference for one in row["gap"].through],
    ),
    Column(
        "source_heading",
        "string",
        _("Section in the source document"),
        _("The section of the source document."),
        "source_heading",
    ),
    *COUNT_COLUMNS,
    Column("as_of", "date", _("Data as of"), _("The date of the counts."), lambda row, selection: selection.on),
)

FIELDS = (
    "pk",
    "reference",
    "edition__slug",
    "area__slug",
    "obligation",
    "source_heading",
)


TAGGED = RelatedList(
    lambda selection: RecommendationTag.objects.all(),
    owner="recommendation_id",
    key="pk",
    lists={"tags": F("tag__slug")},
)


def _join(rows: list[Row], selection: Selection) -> None:
    counted = selection.without("q", "actor_type", "tag")
    count_commitments(rows, counted, "recommendation")
    shown = these_recommendations(row["pk"] for row in rows)
    gap_of = {gap.recommendation.pk: gap for group in gaps(counted, shown) for gap in group.gaps}
    for row in rows:
        row["gap"] = gap_of[row["pk"]]
        row.update(_in_one_language(row["gap"].recommendation))


def _in_one_language(recommendation: Recommendation) -> Row:
    """Title and text in the reader's language where it has both, else as they were written."""
    title, text = recommendation.texts["title"], recommendation.texts["text"]
    if title.language == text.language:
        return {"title": str(title), "text": str(text), "language": title.language}
    return {
        "title": recommendation.title,
        "text": recommendation.text,
        "language": recommendation.edition.language,
    }


RECOMMENDATIONS = Dataset(
    "recommendations",
    word(Word.RECOMMENDATIONS),
    _("What was recommended, to whom, and how many commitments contribute to it."),
    RecommendationFilters,
    COLUMNS,
    FIELDS,
    join=_join,
    related=(TAGGED,),
    key="reference",
)
