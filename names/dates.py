"""Dates and times as the reader's language writes them. The one place that asks Django to write one."""

from __future__ import annotations

import datetime
import re

from django.utils.formats import date_format
from django.utils.translation import get_language

# The first of a month, before its name: the only ordinal day of French, and Django's formats cannot say it.
_FIRST = re.compile(r"\b1(?= [^\W\d])")


def date_in_words(moment: datetime.date, form: str = "DATE_FORMAT") -> str:
    """A date or time in one of Django's formats, by its name or its letters: 5 March 2026, *1er mars 2026*.

    Any day, month, year or time that people read, on a page, in a mail or in a file, is written here. What programs
    read is ISO 8601 and has no language.
    """
    text = date_format(moment, form)
    return _FIRST.sub("1er", text, count=1) if (get_language() or "").startswith("fr") else text
