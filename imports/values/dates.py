"""Dates as people write them, no more exact than they are: ``2025`` stays a year."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from functools import cache

from django.conf import settings
from django.utils import translation
from django.utils.dates import MONTHS, MONTHS_3, MONTHS_AP
from django.utils.translation import gettext as _

from recommendations.partial_dates import DatePrecision, PartialDate

_ISO = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?")
_TIME = re.compile(r"(?<=\d)[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:Z|[+-]\d{2}:?\d{2})?$")
_DAY_MONTH_YEAR = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})")
_MONTH_YEAR = re.compile(r"(\d{1,2})[-/.](\d{4})")
_SHORT_YEAR = re.compile(r"\d{1,2}([-/.])\d{1,2}\1\d{2}|[^\W\d]{3,}\.?[-/ ]\d{2}")
_QUARTER = re.compile(r"[QT][1-4]\W*\d{4}|\d{4}\W*[QT][1-4]", re.IGNORECASE)
_IN_WORDS = re.compile(
    r"(?:(?P<before>\d{1,2})(?:st|nd|rd|th|er|º|ª)? )?"
    r"(?P<month>[^\W\d]+(?: [^\W\d]+)?) "
    r"(?:(?P<behind>\d{1,2})(?:st|nd|rd|th)? )?"
    r"(?P<year>\d{4})"
)
_FILLERS = re.compile(r"\b(?:de|del|of|the|le|el|سنة|عام)\b|[,،.]")
EARLIEST, LATEST = 1900, 2199
# Beside the names that Django has: those of the Levant and Iraq, and those of the Maghreb.
_MORE_NAMES = (
    "كانون الثاني|شباط|آذار|نيسان|أيار|حزيران|تموز|آب|أيلول|تشرين الأول|تشرين الثاني|كانون الأول",
    "جانفي|فيفري|مارس|أفريل|ماي|جوان|جويلية|أوت|سبتمبر|أكتوبر|نوفمبر|ديسمبر",
)


def parse_date(text: str, *, day_first: bool | None = None) -> tuple[datetime.date, DatePrecision]:
    """The last day that the date may mean, and how exactly it is known.

    ``day_first`` says how ``03/04/2025`` is meant; without it such a date is refused. Raises ``ValueError`` with a
    sentence.
    """
    plain = _plain(text)
    for refused, message in ((_QUARTER, _a_quarter), (_SHORT_YEAR, _a_short_year)):
        if refused.fullmatch(plain):
            raise ValueError(message(text))
    try:
        found = PartialDate.parse(_iso(plain, day_first))
    except _Ambiguous:
        raise ValueError(_ambiguous(text)) from None
    except ValueError:
        raise ValueError(_no_date(text)) from None
    if not EARLIEST <= found.last_day.year <= LATEST:
        raise ValueError(_no_date(text))
    return found.last_day, found.precision


def guess_day_first(texts: Iterable[str]) -> bool | None:
    """Whether the day comes first in dates like ``03/04/2025``, told from one that reads one way only; else None."""
    found = set()
    for match in filter(None, (_DAY_MONTH_YEAR.fullmatch(_plain(text)) for text in texts)):
        one, other = int(match[1]), int(match[3])
        if match[2] != "." and (one > 12) != (other > 12):
            found.add(one > 12)
    return found.pop() if len(found) == 1 else None


class _Ambiguous(ValueError):
    """Day and month may be either way."""


def _plain(text: str) -> str:
    """One line, with the digits of ASCII and without the time of the day."""
    text = "".join(str(int(one)) if one.isdecimal() else one for one in " ".join(text.split()))
    return _TIME.sub("", text.strip("\u2066\u2067\u2068\u2069\u200e\u200f "))


def _iso(text: str, day_first: bool | None) -> str:
    if match := _ISO.fullmatch(text):
        return "-".join(f"{int(part):02}" for part in match.groups() if part)
    if match := _DAY_MONTH_YEAR.fullmatch(text):
        day, month = _in_order(int(match[1]), int(match[3]), match[2], day_first)
        return f"{match[4]}-{month:02}-{day:02}"
    if match := _MONTH_YEAR.fullmatch(text):
        return f"{match[2]}-{int(match[1]):02}"
    return _from_words(text)


def _in_order(one: int, other: int, mark: str, day_first: bool | None) -> tuple[int, int]:
    """Day and month. With points the day is first wherever people write so; else the figures may settle it."""
    if day_first is None:
        if mark == "." or one > 12 or one == other:
            day_first = True
        elif other > 12:
            day_first = False
        else:
            raise _Ambiguous
    return (one, other) if day_first else (other, one)


def _from_words(text: str) -> str:
    match = _IN_WORDS.fullmatch(" ".join(_FILLERS.sub(" ", text.replace("-", " ")).split()))
    month = _months().get(_folded(match["month"])) if match else None
    if not match or not month or (match["before"] and match["behind"]):
        raise ValueError(text)
    day = match["before"] or match["behind"]
    return f"{match['year']}-{month:02}" + (f"-{int(day):02}" if day else "")


@cache
def _months() -> dict[str, int]:
    """Every way to write a month in the languages of the site."""
    found = {_folded(name): place for names in _MORE_NAMES for place, name in enumerate(names.split("|"), 1)}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for names in (MONTHS, MONTHS_3, MONTHS_AP):
                found |= {_folded(str(name)): month for month, name in names.items()}
    return found


def _folded(name: str) -> str:
    return name.casefold().replace(".", "").strip()


def _no_date(text: str) -> str:
    return _("“%(text)s” is not a date. Write it as 2025, 2025-03 or 2025-03-31.") % {"text": text.strip()[:50]}


def _a_quarter(text: str) -> str:
    return _("“%(text)s” is a quarter. Write the month that is meant, as 2025-03.") % {"text": text.strip()}


def _a_short_year(text: str) -> str:
    return _("“%(text)s” has a year of two digits. Write all four.") % {"text": text.strip()}


def _ambiguous(text: str) -> str:
    return _("“%(text)s” may be two days. Choose whether the day or the month comes first.") % {"text": text.strip()}
