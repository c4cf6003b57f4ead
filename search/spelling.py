"""Words of the index that are spelt much like another: a second try when nothing fits.

Likeness is that of pg_trgm: the share of rows of three letters that two words have in common. Where the extension is
missing, and for letters that the database's own locale does not know, the same is worked out here.
"""

from __future__ import annotations

from django.db.models import Q
from django.db.models.functions import Length

from . import documents, sql
from .models import Kind, SearchWord
from .names import Names

ALIKE = 0.3  # what pg_trgm takes for similar
ONE_SLIP = 0.6  # how alike two words count at least that one letter tells apart
ONE_SLIP_AND_AN_END = 0.45  # and with an end besides: haching, hash
LONGEST_END = 3
MOST = 5
LOOKED_AT = 20_000  # words that are compared here, at most


def near_words(kind: str, word: str, called: Names) -> list[str]:
    """The words most like this one, best first, at most ``MOST``; ``called`` are names that answer for ``kind``."""
    if kind == Kind.RECOMMENDATIONS:  # their words are few, and no SearchWord is made of them
        return _best(word, {held for words in documents.recommendations().values() for held in words})
    among = {*_best(word, set(sql.alike(word, MOST)))} if sql.has_trigrams() else _comparable(word)
    among |= _one_letter_away(word) | {held for texts in called.values() for words in texts for held in words}
    return _best(word, among)


def _comparable(word: str) -> set[str]:
    """Words of about the same length that begin or end alike."""
    rows = SearchWord.objects.annotate(size=Length("word")).filter(size__range=(len(word) - 2, len(word) + 2))
    alike = rows.filter(Q(word__startswith=word[0]) | Q(word__endswith=word[-1]))
    return set(alike.values_list("word", flat=True)[:LOOKED_AT])


def _one_letter_away(word: str) -> set[str]:
    """Words that differ in one letter: too much may be unlike in a short one for the comparison by three letters. A
    slip of the pen leaves the beginning or the end as it is.
    """
    half = (len(word) - 1) // 2
    sizes = (len(word) - LONGEST_END, len(word) + 1)
    rows = SearchWord.objects.annotate(size=Length("word")).filter(size__range=sizes)
    alike = rows.filter(Q(word__startswith=word[:half]) | Q(word__endswith=word[-half:]) | Q(word__startswith=word[:2]))
    return {held for held in alike.values_list("word", flat=True)[:LOOKED_AT] if _slip(word, held)}


def _slip(word: str, held: str) -> float:
    """How alike a word that was typed is to one of the index by a slip alone."""
    if is_one_slip(word, held):
        return ONE_SLIP
    end = len(word) - len(held)
    if 0 < end <= LONGEST_END and len(held) > LONGEST_END and is_one_slip(word[: len(held)], held):
        return ONE_SLIP_AND_AN_END
    return 0


def is_one_slip(one: str, other: str) -> bool:
    """Whether one letter too many, too few or another, or two in each other's place, make one word of the other."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    begin = next(
        (at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), min(len(one), len(other))
    )
    a, b = one[begin:], other[begin:]
    swapped = a[1::-1] + a[2:] == b and len(a) > 1
    return swapped or a[1:] == b or a == b[1:] or a[1:] == b[1:]


def trigrams(word: str) -> set[str]:
    """Rows of three letters, the word's beginning and end counted as pg_trgm does."""
    padded = f"  {word} "
    return {padded[at : at + 3] for at in range(len(padded) - 2)}


def _best(word: str, among: set[str]) -> list[str]:
    """The most alike, leaving out those that are much less so than the best."""
    own = trigrams(word)
    scored = [
        (max(len(own & other) / len(own | other), _slip(word, held)), held)
        for held in among
        for other in [trigrams(held)]
    ]
    best = max((score for score, _held in scored), default=0)
    kept = [(score, held) for score, held in scored if score >= max(ALIKE, best * 0.8)]
    return [held for _score, held in sorted(kept, key=lambda pair: (-pair[0], pair[1]))[:MOST]]
