"""Dates that are known to the day, the month or only the year. No day is ever invented.

A partial date is kept as two columns: the *last* day that it may mean (so that "due in 2024" is overdue from
1 January 2025) and its precision. Text is ISO 8601 with reduced precision: ``2024``, ``2024-06``, ``2024-06-15``.
"""

from __future__ import annotations

import calendar
import datetime
import re
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from names.dates import date_in_words

_ISO = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?", re.ASCII)


class DatePrecision(models.TextChoices):
    """How exactly a date is known."""

    DAY = "day", _("day")
    MONTH = "month", _("month")
    YEAR = "year", _("year")


# Django's formats of dates, by what is known of one.
WRITTEN = {DatePrecision.DAY: "DATE_FORMAT", DatePrecision.MONTH: "YEAR_MONTH_FORMAT", DatePrecision.YEAR: "Y"}


@dataclass(frozen=True, slots=True)
class PartialDate:
    """The last day that a date may mean, and how exactly it is known."""

    last_day: datetime.date
    precision: DatePrecision

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read ``2024``, ``2024-06`` or ``2024-06-15``; raise ValueError for anything else."""
        match = _ISO.fullmatch(text.strip())
        if not match:
            raise ValueError(f"{text!r} is not a date: write 2024, 2024-06 or 2024-06-15.")
        year, month, day = int(match["year"]), match["month"], match["day"]
        if day:
            return cls(datetime.date(year, int(month), int(day)), DatePrecision.DAY)
        if month:
            # Builds the first day, so that a month 13 or a year 0 is refused here.
            first = datetime.date(year, int(month), 1)
            return cls(first.replace(day=calendar.monthrange(year, first.month)[1]), DatePrecision.MONTH)
        return cls(datetime.date(year, 12, 31), DatePrecision.YEAR)

    @classmethod
    def of(cls, last_day: datetime.date | None, precision: str) -> PartialDate | None:
        """The two stored columns as one value; None where no date is known."""
        return None if last_day is None else cls(last_day, DatePrecision(precision))

    @property
    def iso(self) -> str:
        """``2024``, ``2024-06`` or ``2024-06-15``, as exact as the date is known."""
        length = {DatePrecision.YEAR: 4, DatePrecision.MONTH: 7, DatePrecision.DAY: 10}[self.precision]
        return self.last_day.isoformat()[:length]

    @property
    def in_words(self) -> str:
        """5 March 2026, March 2026 or 2026, as the reader's language writes it; no more exact than it is known."""
        return date_in_words(self.last_day, WRITTEN[self.precision])

    def __str__(self) -> str:
        return self.iso


def precision_field(verbose_name) -> models.CharField:
    """The column that stands beside a partial date's last day."""
    return models.CharField(verbose_name, max_length=5, choices=DatePrecision, default=DatePrecision.DAY)
