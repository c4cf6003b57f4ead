"""Text in charts: what XML can hold, how wide it is about, where it must be cut or broken."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from html import escape

from django.utils.translation import get_language

from names.numbers import in_figures

# XML 1.0 has no place for these, however they are written.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"


def xml_text(text: object) -> str:
    """``text`` on one line, without what XML cannot hold, escaped for content and attributes."""
    return escape(" ".join(_NOT_XML.sub("", str(text)).split()))


def text_width(text: str, size: float) -> float:
    """About how wide ``text`` is in a usual sans serif of ``size`` pixels, rather too wide than too narrow."""
    return sum(_character_width(character) for character in text) * size


@lru_cache(maxsize=4096)
def _character_width(character: str) -> float:
    if unicodedata.combining(character):
        return 0.0
    if unicodedata.east_asian_width(character) in "WF":
        return 1.05
    if character in " .,:;'|!ijltfrI()[]-":
        return 0.4
    if character in "mwMW@%—" or ord(character) > 0x2000:
        return 1.0
    return 0.66 if character.isupper() else 0.6


def cut(text: str, size: float, width: float) -> str:
    """``text``, cut with an ellipsis where it would be wider than ``width``; empty if not even that fits."""
    text = " ".join(text.split())
    if text_width(text, size) <= width:
        return text
    while text and text_width(text + "…", size) > width:
        text = text[:-1]
    return text.rstrip() + "…" if text else ""


def _pieces(word: str, size: float, width: float) -> Iterator[str]:
    """A word in pieces no wider than ``width``: an address with its filters may be longer than a line."""
    piece = ""
    for character in word:
        if piece and text_width(piece + character, size) > width:
            yield piece
            piece = ""
        piece += character
    yield piece


def broken(text: str, size: float, width: float, lines: int = 4) -> list[str]:
    """``text`` in at most ``lines`` lines no wider than ``width``; what does not fit is cut."""
    result: list[str] = []
    current = ""
    words = (piece for word in text.split() for piece in _pieces(word, size, width))
    for word in words:
        longer = f"{current} {word}".strip()
        if current and text_width(longer, size) > width:
            result.append(current)
            current = word
        else:
            current = longer
    result.append(current)
    if len(result) > lines:
        result = [*result[: lines - 1], " ".join(result[lines - 1 :])]
    return [cut(line, size, width) for line in result if line]


def number(value: float) -> str:
    """A number as the reader's language writes it, thousands grouped."""
    return _number(value, get_language() or "")


def numbers(values: Iterable[float]) -> list[str]:
    """The same for many, which ask for the language once."""
    language = get_language() or ""
    return [_number(value, language) for value in values]


@lru_cache(maxsize=4096)
def _number(value: float, language: str) -> str:
    return in_figures(value)
