"""A word of a file for one of our choices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from names import normal_form


def match_value(text: str, labels: Mapping[str, Sequence[str]]) -> str | None:
    """The code whose code or label is the same but for case, spaces and hyphens; None for none, or for several."""
    wanted = fold(text)
    found = {code for code, words in labels.items() if wanted and wanted in {fold(word) for word in (code, *words)}}
    return found.pop() if len(found) == 1 else None


def fold(text: str) -> str:
    """What is compared: an underscore counts as a space does."""
    return normal_form(text.replace("_", " "))
