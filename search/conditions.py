"""What was asked, as a condition on commitments, reports, organisations and recommendations.

The three that may be many are asked of the index, by key: ``commitment_id IN (…)`` goes with any other condition and
any order. Recommendations are few, and are read.
"""

from __future__ import annotations

from collections import defaultdict

from django.db.models import Q

from recommendations.models import Recommendation, Translation
from search.models import Searched, SearchedCommitment, SearchedOrganisation, SearchedReport

from .asking import Asked
from .folding import tokens
from .names import names, word_of

INDEX: dict[str, type[Searched]] = {
    "commitments": SearchedCommitment,
    "reports": SearchedReport,
    "organisations": SearchedOrganisation,
}
RECOMMENDATION = "recommendations.recommendation"


def matching(things: str, asked: Asked, key: str = "pk") -> Q:
    """The condition for ``key`` to be that of one of the ``things`` whose words fit; none fit where none were given."""
    if not asked.pieces:
        return Q(pk__in=[])
    return Q(**{f"{key}__in": INDEX[things].objects.filter(words__fits=asked).values("key")})


def recommendation_words() -> dict[int, list[list[str]]]:
    """The words of every recommendation of a public edition: reference, title and text, and so each translation, with
    the names of its area.
    """
    rows = Recommendation.objects.exclude(edition__state="draft").values_list("pk", "reference", "title", "text")
    called = names()
    references = {pk: reference for pk, reference, *_texts in rows}
    found = {
        pk: [tokens("\n".join(texts)) + [word for held in called.get(word_of(texts[0]), []) for word in held]]
        for pk, *texts in rows
    }
    translated: dict[tuple[int, str], list[str]] = defaultdict(list)
    for pk, language, text in Translation.objects.filter(subject=RECOMMENDATION).values_list(
        "object_id", "language", "text"
    ):
        translated[pk, language].append(text)
    for (pk, _language), texts in translated.items():
        if pk in found:
            found[pk].append(tokens("\n".join([references[pk], *texts])))
    return found


def matching_recommendations(asked: Asked) -> Q:
    """The condition for a recommendation to hold everything in its own language or in one of its translations."""
    held = recommendation_words() if asked.pieces else {}
    return Q(pk__in=[pk for pk, texts in held.items() if any(asked.fits(words) for words in texts)])
