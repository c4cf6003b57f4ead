"""Figures as people write them, with a comma or a point before the decimals."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

_SIGNS = str.maketrans("−–٫٬’٪％", "--.''%%", "\u2068\u2069")
_SHAPE = re.compile(r"([+-]?)(\d[\d.,']*|[.,]\d+)(%?)", re.ASCII)
_GROUPS = re.compile(r"\d{1,3}(?:(?P<mark>[.,'])\d{3})(?:(?P=mark)\d{3})*", re.ASCII)
MOST_DIGITS = 30


def parse_number(text: str, *, decimal_mark: str | None = None) -> Decimal:
    """``12,5 %``, ``1.234,50``, ``1,234.50``, ``1 234`` or ``45%``, without its sign.

    ``decimal_mark`` says how ``1,234`` is meant, which is two figures; without it such a one is refused. Raises
    ``ValueError`` with a sentence.
    """
    plain = _plain(text)
    match = _SHAPE.fullmatch(plain)
    if not match or sum(one.isdigit() for one in plain) > MOST_DIGITS:
        raise ValueError(_no_number(text))
    return Decimal(match[1] + _with_point(match[2], text, decimal_mark))


def guess_decimal_mark(texts: Iterable[str]) -> str | None:
    """A comma or a point, where one of the figures can only be read with that before its decimals; else None."""
    found = set()
    for text in texts:
        figure = _plain(text).rstrip("%").lstrip("+-")
        for mark, other in (",.", ".,"):
            if re.fullmatch(rf"[\d'{other}]*[{mark}]\d+", figure, re.ASCII) and not _GROUPS.fullmatch(figure):
                found.add(mark)
    return found.pop() if len(found) == 1 else None


def _plain(text: str) -> str:
    """Without spaces, with the digits and signs of ASCII; a percent sign stands behind."""
    text = "".join("".join(text.split()).translate(_SIGNS))
    text = "".join(str(unicodedata.decimal(one)) if unicodedata.category(one) == "Nd" else one for one in text)
    return text[1:] + "%" if text.startswith("%") else text


def _with_point(figure: str, text: str, decimal_mark: str | None) -> str:
    """The last of two different marks is before the decimals; a mark that comes twice is between thousands."""
    figure = figure.replace("'", "") if _GROUPS.fullmatch(figure.split(".")[0].split(",")[0]) else figure
    marks = [one for one in figure if one in ".,"]
    whole, mark, decimals = _split_at_last(figure)
    if len(set(marks)) == 2 and marks.count(mark) == 1 and _is_grouped(whole):
        return f"{_digits(whole)}.{decimals}"
    if len(set(marks)) == 1 and len(marks) > 1 and _GROUPS.fullmatch(figure):
        return _digits(figure)
    if len(marks) == 1 and _GROUPS.fullmatch(figure) and whole != "0" and decimal_mark != mark:
        if decimal_mark:
            return _digits(figure)
        raise ValueError(_ambiguous(figure, whole, decimals))
    if len(marks) <= 1 and "'" not in figure:
        return f"{whole or 0}.{decimals or 0}" if marks else figure
    raise ValueError(_no_number(text))


def _no_number(text: str) -> str:
    return _("“%(text)s” is not a number. Write it as 1234.5.") % {"text": text.strip()[:50]}


def _ambiguous(figure: str, whole: str, decimals: str) -> str:
    text = _("“%(text)s” may be %(one)s or %(other)s. Write it without a mark between thousands.")
    return text % {"text": figure, "one": f"{whole}{decimals}", "other": f"{whole}.{decimals}"}


def _split_at_last(figure: str) -> tuple[str, str, str]:
    place = max(figure.rfind("."), figure.rfind(","))
    return (figure, "", "") if place < 0 else (figure[:place], figure[place], figure[place + 1 :])


def _is_grouped(whole: str) -> bool:
    return bool(_GROUPS.fullmatch(whole))


def _digits(figure: str) -> str:
    return "".join(one for one in figure if one.isdigit())
