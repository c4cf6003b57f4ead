"""What a person typed, as the words to look for.

Words apart from each other must all occur, each as the beginning of a word. What stands in quotation marks, and what
holds together by other signs (``GTA-2021-07``, ``l'enfant``), must occur in one piece.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .folding import is_unspaced, tokens

# Words beyond these are left out: they would cost more than they narrow.
MOST_WORDS = 12
# A shorter beginning fits half the dictionary; it is looked for as a word of its own.
SHORTEST_BEGINNING = 3
_TERM = re.compile(r'["“”„«»]([^"“”„«»]*)["“”„«»]|([^\s"“”„«»]+)')


@dataclass(frozen=True)
class Term:
    """Words that must stand side by side; ``open`` when the last may go on. ``instead`` are words that do as well."""

    words: tuple[str, ...]
    open: bool
    instead: tuple[str, ...] = ()

    @property
    def tsquery(self) -> str:
        """As PostgreSQL's ``tsquery``. Words hold letters, marks and digits alone, so that nothing needs escaping."""
        last = f"'{self.words[-1]}'" + (":*" if self.open else "")
        phrase = " <-> ".join([*(f"'{word}'" for word in self.words[:-1]), last])
        return " | ".join([f"({phrase})", *(f"'{word}'" for word in self.instead)])

    @property
    def fts5(self) -> str:
        """As phrases of SQLite's FTS5."""
        phrase = f'"{" ".join(self.words)}"' + (" *" if self.open else "")
        return "(" + " OR ".join([phrase, *(f'"{word}"' for word in self.instead)]) + ")"

    def fits(self, held: list[str]) -> bool:
        """Whether a text has these words side by side, or one that does as well."""
        size, last = len(self.words), self.words[-1]
        if not {*self.instead}.isdisjoint(held):
            return True
        for at in range(len(held) - size + 1):
            end = held[at + size - 1]
            if (end.startswith(last) if self.open else end == last) and held[at : at + size - 1] == [*self.words[:-1]]:
                return True
        return False


@dataclass(frozen=True)
class Terms:
    """All that one search asks for; empty when there is no word in what was typed, and then nothing fits."""

    each: tuple[Term, ...]

    def __bool__(self) -> bool:
        return bool(self.each)

    @property
    def tsquery(self) -> str:
        return " & ".join(f"({term.tsquery})" for term in self.each)

    @property
    def fts5(self) -> str:
        return " AND ".join(term.fts5 for term in self.each)

    def fits(self, held: list[str]) -> bool:
        """Whether a text with these words, in this order, is what was asked for."""
        return bool(self) and all(term.fits(held) for term in self.each)


def read_terms(text: str) -> Terms:
    """What was typed, each term once."""
    found: dict[Term, None] = {}
    left = MOST_WORDS
    for match in _TERM.finditer(text):
        quoted, loose = match.groups()
        if term := _term(tokens(quoted if loose is None else loose), quoted=loose is None, most=left):
            left -= len(term.words)
            found.setdefault(term)
    return Terms(tuple(found))


def _term(words: list[str], *, quoted: bool, most: int) -> Term | None:
    if len(words) > 1 and is_unspaced(words[-1]) and len(words[-1]) == 1:
        words = words[:-1]  # only the end of a text has its last letter alone
    words = words[:most] if not any(map(is_unspaced, words)) else words[: most * 4]
    if not words or most <= 0:
        return None
    last = words[-1]
    if is_unspaced(last):
        return Term(tuple(words), open=len(last) == 1)
    goes_on = not quoted and (len(last) >= SHORTEST_BEGINNING or (last.isdigit() and len(words) > 1))
    if goes_on and len(words) == 1:
        last = _singular(last)
    return Term((*words[:-1], last), open=goes_on)


def _singular(word: str) -> str:
    """Without the plural's s: the beginning that both share in English, French and Spanish."""
    return word[:-1] if len(word) > 4 and word.endswith("s") and not word.endswith("ss") else word
