"""The order of recommendations by their titles in the reader's language."""

from __future__ import annotations

from django.db.models import Case, CharField, F, Value, When
from django.db.models.expressions import Combinable

from dashboard.catalogue import catalogue
from search.folding import fold


def title_order() -> Combinable:
    """What sorts recommendations by the title that the reader sees; by the column itself where none is translated.

    The catalogue is small and in memory with its texts, so that Python folds accents, which databases sort each in
    their own way, and the query is told the place of each, in digits of one length: a cursor holds a text. What was
    entered since comes last.
    """
    rows = catalogue().recommendations.values()
    if not any(row.texts["title"].provenance for row in rows):
        return F("title")
    in_order = sorted(rows, key=lambda row: (fold(str(row.texts["title"])), row.pk))
    places = [When(pk=row.pk, then=Value(f"{place:05}")) for place, row in enumerate(in_order)]
    return Case(*places, default=Value("99999"), output_field=CharField())
