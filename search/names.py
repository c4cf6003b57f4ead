"""What recommendations and their areas are called, in every language: commitments and reports are found by it.

The index holds only the reference of a recommendation, as one word (``word_of``). Names are few and are looked through
when something is asked, so that a new name or translation needs no commitment to be indexed again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from recommendations.models import Recommendation, ResponseArea, Translation

from .folding import tokens
from .terms import Term

RECOMMENDATION, AREA = Recommendation._meta.label_lower, ResponseArea._meta.label_lower

# The words of each name of a recommendation, by its word in the index.
Names = Mapping[str, list[list[str]]]


def word_of(reference: str) -> str:
    """A reference as one word of the index: GTA-2021-07 as gta202107."""
    return "".join(tokens(reference))


def names(**which: Any) -> Names:
    """Of each recommendation of a public edition its title and the name of its area, both in every language. Two
    queries. ``which`` narrows the recommendations.
    """
    texts = Translation.objects.filter(subject=RECOMMENDATION, field="title") | Translation.objects.filter(
        subject=AREA, field="name"
    )
    translated: dict[tuple[str, int], list[str]] = defaultdict(list)
    for subject, key, text in texts.values_list("subject", "object_id", "text"):
        translated[subject, key].append(text)
    rows = Recommendation.objects.exclude(edition__state="draft").filter(**which)
    return {
        word_of(reference): [
            tokens(text)
            for text in (title, area or "", *translated[RECOMMENDATION, pk], *translated[AREA, area_id or 0])
            if text
        ]
        for pk, reference, title, area_id, area in rows.values_list("pk", "reference", "title", "area_id", "area__name")
    }


def named_so(term: Term, called: Names) -> tuple[str, ...]:
    """The words in the index of the recommendations of which a name fits the term."""
    return tuple(sorted(word for word, texts in called.items() if any(term.fits(held) for held in texts)))
