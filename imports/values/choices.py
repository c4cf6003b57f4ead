"""A word of a file for one of our choices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rapidfuzz import fuzz, process

from names import normal_form

LIKELY = 75  # of 100


def match_value(text: str, labels: Mapping[str, Sequence[str]]) -> str | None:
    """The code whose code or label is the same but for case, spaces and hyphens; None for none, or for several."""
    wanted = fold(text)
    found = {code for code, words in labels.items() if wanted and wanted in {fold(word) for word in (code, *words)}}
    return found.pop() if len(found) == 1 else None


def likely_values(text: str, labels: Mapping[str, Sequence[str]], limit: int = 3) -> list[str]:
    """Codes to suggest, the likeliest first. Never to be taken without asking."""
    words = {(code, word): fold(word) for code, all_words in labels.items() for word in (code, *all_words)}
    found = process.extract(fold(text), words, scorer=fuzz.WRatio, score_cutoff=LIKELY, limit=limit * 8)
    return list(dict.fromkeys(key[0] for _word, _score, key in found))[:limit]


def fold(text: str) -> str:
    """What is compared: an underscore counts as a space does."""
    return normal_form(text.replace("_", " "))
