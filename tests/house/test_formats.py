"""Each language writes dates and times in its own order."""

import datetime as dt

import pytest
from django.utils import translation
from django.utils.formats import date_format

AT = dt.datetime(2026, 3, 5, 14, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("language", "day", "time", "month"),
    [
        ("en", "5 March 2026", "5 March 2026, 14:30", "March 2026"),
        ("fr", "5 mars 2026", "5 mars 2026 à 14:30", "mars 2026"),
        ("es", "5 de marzo de 2026", "5 de marzo de 2026 a las 14:30", "marzo de 2026"),
        ("ar", "5 مارس 2026", "5 مارس 2026، 14:30", "مارس 2026"),
    ],
)
def test_a_date_is_written_as_its_language_writes_it(language: str, day: str, time: str, month: str) -> None:
    with translation.override(language):
        assert date_format(AT, "DATE_FORMAT") == day
        assert date_format(AT, "DATETIME_FORMAT") == time
        assert date_format(AT, "YEAR_MONTH_FORMAT") == month
