"""What recommendations and their areas are called, in every language: commitments and reports are found by it.

The index holds only the reference of a recommendation, as one word (``word_of``). Names are few and are looked through
when something is asked, so that a new name or translation needs no commitment to be indexed again.
"""

from __future__ import annotations

from collections import defaultdict

from recommendations.models import Recommendation, ResponseArea, Translation

from .asking import Piece
from .folding import tokens

RECOMMENDATION, AREA = Recommendation._meta.label_lower, ResponseArea._meta.label_lower


def word_of(reference: str) -> str:
    """A reference as one word of the index: GTA-2021-07 as gta202107."""
    return "".join(tokens(reference))


def names() -> dict[str, list[list[str]]]:
    """The words of every name of a recommendation of a public edition, by its word in the index: its title and that of
    its area, each in every language. Two queries.
    """
    translated: dict[tuple[str, int], list[str]] = defaultdict(list)
    texts = Translation.objects.filter(subject=RECOMMENDATION, field="title") | Translation.objects.filter(
        subject=AREA, field="name"
    )
    for subject, key, text in texts.values_list("subject", "object_id", "text"):
        translated[subject, key].append(text)
    rows = Recommendation.objects.exclude(edition__state="draft").values_list(
        "pk", "reference", "title", "area_id", "area__name"
    )
    return {
        word_of(reference): [
            tokens(text)
            for text in (title, area or "", *translated[RECOMMENDATION, pk], *translated[AREA, area_id or 0])
            if text
        ]
        for pk, reference, title, area_id, area in rows
    }


def named_so(piece: Piece) -> tuple[str, ...]:
    """The words in the index of the recommendations of which a name fits the piece."""
    return tuple(sorted(word for word, texts in names().items() if any(piece.fits(held) for held in texts)))


def every_word() -> set[str]:
    """All words of these names."""
    return {word for texts in names().values() for held in texts for word in held}
