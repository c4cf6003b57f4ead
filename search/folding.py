"""Words made alike that people write differently, the same for what is kept and for what is asked.

Case, accents and ligatures go; so do Arabic vowel signs, the forms of alef and ya, and the article before a word.
Thai and other scripts that leave no space between words are cut into pairs of letters, of which any part of a text
can be put together again.
"""

from __future__ import annotations

import functools
import re
import unicodedata

# A word beyond this is no word; the database's index has a limit of its own far above.
LONGEST = 60

# Letters that no decomposition takes apart: Latin ones, and those of Arabic and Persian that stand for each other.
_ALIKE = str.maketrans(
    {
        "ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ŋ": "n",
        "ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ة": "ه", "ہ": "ه", "ە": "ه", "ک": "ك", "ـ": None,
        # Marks that are written for the eye or the line break and belong to no word.
        "\u00ad": None, "\u200b": " ", "\u200c": None, "\u200d": None, "\u200e": None, "\u200f": None, "\u2060": None,
    }
)  # fmt: skip

# Scripts without spaces between words: Thai, Lao, Myanmar, Khmer, kana and ideographs.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
_UNSPACED_RUN = re.compile(f"[{_UNSPACED}]+")
_ASCII_WORD = re.compile(r"[a-z0-9]+")
# And, so, with, as, for, followed by the article; or the article alone.
_ARABIC_ARTICLE = re.compile(r"^(?:[وفبك]?ال|لل)(?=[\u0621-\u064a]{3,}$)")


@functools.lru_cache(maxsize=4096)
def is_word(char: str) -> bool:
    """Whether a character is part of a word: a letter, a mark on or beside one, a digit."""
    return unicodedata.category(char)[0] in "LMN"


@functools.lru_cache(maxsize=4096)
def _is_accent(char: str) -> bool:
    """Accents above, below and through Latin, Greek and Cyrillic letters, and the vowel signs of Hebrew and Arabic.

    The signs of Thai, Khmer or Devanagari spell the word, and stay.
    """
    place = unicodedata.combining(char)
    return place >= 200 or 10 <= place <= 35


@functools.lru_cache(maxsize=256)
def _digit(char: str) -> str:
    value = unicodedata.digit(char, None)
    return char if value is None else str(value)


def fold(text: str) -> str:
    """The text without what tells spellings of one word apart. Same text in, same text out; no side effects."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold()).casefold().translate(_ALIKE)
    return "".join(_digit(char) for char in unicodedata.normalize("NFC", _without_accents(apart)))


def _without_accents(text: str) -> str:
    return "".join(char for char in text if not _is_accent(char))


def tokens(text: str) -> list[str]:
    """The words of a text in their order, folded; each at most ``LONGEST`` letters."""
    folded = fold(text)
    if folded.isascii():
        return [word[:LONGEST] for word in _ASCII_WORD.findall(folded)]
    spaced = "".join(char if is_word(char) else " " for char in folded)
    return [part for word in spaced.split() for part in _parts(word)]


def _parts(word: str) -> list[str]:
    if word.isascii():
        return [word[:LONGEST]]
    found, at = [], 0
    for run in _UNSPACED_RUN.finditer(word):
        found += [*_plain(word[at : run.start()]), *_pairs(run.group())]
        at = run.end()
    return [*found, *_plain(word[at:])]


def _plain(word: str) -> list[str]:
    return [_ARABIC_ARTICLE.sub("", word)[:LONGEST]] if word else []


def _pairs(run: str) -> list[str]:
    """กขค as กข, ขค and ค: each part of the run is a row of neighbouring pairs, its last letter a beginning of one."""
    return [run[at : at + 2] for at in range(len(run))]


def is_unspaced(token: str) -> bool:
    """True for a pair of letters of a script without spaces."""
    return _UNSPACED_RUN.fullmatch(token) is not None
