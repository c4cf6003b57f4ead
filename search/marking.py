"""Where in a text the words of a search stand, so that a page can mark them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from .folding import is_unspaced, is_word, tokens
from .terms import Term, Terms


class Piece(NamedTuple):
    """A part of a text, and whether it is what was looked for."""

    text: str
    found: bool


class _Held(NamedTuple):
    """A folded word of a text, and from where to where it was written."""

    word: str
    start: int
    end: int


def pieces(text: str, terms: Terms) -> list[Piece]:
    """The whole text in its order, cut where something that was looked for begins and ends; nothing is left out."""
    found, at = [], 0
    for start, end in _spans(text, terms):
        found += [Piece(text[at:start], False)] if start > at else []
        found.append(Piece(text[start:end], True))
        at = end
    return [*found, Piece(text[at:], False)] if text[at:] else found


def passage(text: str, terms: Terms, longest: int = 200) -> list[Piece]:
    """About ``longest`` letters of the text around the first that was found, cut between words; else its beginning."""
    first = next(iter(_spans(text, terms)), (0, 0))
    start = max(0, first[0] - longest // 3)
    if start:
        start = text.find(" ", start, first[0]) + 1 or first[0]
    end = min(len(text), max(start + longest, first[1]))
    if end < len(text):
        end = max(text.rfind(" ", start, end), first[1])
    whole = pieces(text[start:end], terms)
    return [*([Piece("… ", False)] if start else []), *whole, *([Piece(" …", False)] if end < len(text) else [])]


def _spans(text: str, terms: Terms) -> list[tuple[int, int]]:
    """From where to where what was looked for stands, in order; what touches is one."""
    held = _held(text)
    words = [one.word for one in held]
    places = sorted(place for term in terms.each for place in _places(words, term))
    spans: list[tuple[int, int]] = []
    for first, last in places:
        start, end = held[first].start, held[last].end
        if spans and start <= spans[-1][1]:
            spans[-1] = spans[-1][0], max(spans[-1][1], end)
        else:
            spans.append((start, end))
    return spans


def _places(words: list[str], term: Term) -> list[tuple[int, int]]:
    """The numbers of the first and the last word of each place where the term fits."""
    size = len(term.words)
    alone = Term(term.words, term.open)
    whole = [(at, at + size - 1) for at in range(len(words) - size + 1) if alone.fits(words[at : at + size])]
    return whole + [(at, at) for at, word in enumerate(words) if word in term.instead]


def _written(text: str) -> Iterator[tuple[int, str]]:
    """The words of the text as they are written, each with its place."""
    at = 0
    for is_part, run in groupby(text, is_word):
        word = "".join(run)
        if is_part:
            yield at, word
        at += len(word)


def _held(text: str) -> list[_Held]:
    found = []
    for at, written in _written(text):
        folded = tokens(written)
        # Scripts without spaces: each pair of letters begins at a letter of its own.
        apart = len(folded) == len(written) and all(map(is_unspaced, folded))
        for number, word in enumerate(folded):
            start = at + number if apart else at
            found.append(_Held(word, start, start + len(word) if apart else at + len(written)))
    return found
