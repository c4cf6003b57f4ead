"""Which column is which field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rapidfuzz import fuzz

from imports.tables import Row

from .choices import fold

LIKELY = 82  # of 100


def guess_columns(
    columns: Sequence[str],
    sample: Sequence[Row],
    fields: Mapping[str, Sequence[str]],
    others: Mapping[str, Sequence[str]] | None = None,
) -> dict[str, str]:
    """By field the column that is called most like it; no column serves two fields.

    ``fields``: what we call each; ``others``: what others call it, which counts less where both fit. A column that is
    blank in the whole sample is taken last, if at all.
    """
    others = others or {}
    blank = {name for place, name in enumerate(columns) if sample and not any(row.cells[place] for row in sample)}
    scored = [
        (likeness, column not in blank, is_ours, -place, field, column)
        for place, column in enumerate(columns)
        for field, names in fields.items()
        for is_ours, called in ((True, names), (False, others.get(field, ())))
        if called and (likeness := max(_likeness(column, name) for name in called)) >= LIKELY
    ]
    found: dict[str, str] = {}
    for *_order, field, column in sorted(scored, reverse=True):
        if field not in found and column not in found.values():
            found[field] = column
    return {field: found[field] for field in fields if field in found}


def _likeness(column: str, name: str) -> float:
    if fold(column) == fold(name):
        return 100.0
    # Short names are like too many others: only the same will do.
    if min(len(fold(column)), len(fold(name))) < 4:
        return 0.0
    return fuzz.ratio(fold(column), fold(name))
