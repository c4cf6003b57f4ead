"""Opt-in rates: no figure about few people, nor any difference of figures that were ever shown."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consent import rates
from consent.models import DailyCount, NoticeVersion

pytestmark = pytest.mark.django_db

START = dt.date(2026, 3, 1)
LATER = dt.date(2026, 4, 1)


def count(answers: int, language: str = "en", day: int = 0, **fields: int) -> None:
    notice = NoticeVersion.objects.get(number=1)
    DailyCount.objects.create(
        day=START + dt.timedelta(days=day), notice=notice, language=language, answers=answers, **fields
    )


def by_language(column: str = "statistics") -> dict[str, tuple[int | None, int | None]]:
    return {row.label["language"]: (row.answers, row.percent[column]) for row in rates.by_notice(on=LATER)}


@pytest.mark.parametrize(
    ("answers", "yes", "shown"),
    [(100, 9, None), (100, 95, None), (100, 0, 0), (100, 100, 100), (100, 40, 40), (20, 10, 50), (10, 10, 100)],
)
def test_a_rate_about_few_people_is_left_out(answers: int, yes: int, shown: int | None) -> None:
    count(answers, statistics=yes)
    assert by_language() == {"en": (answers, shown)}
    assert [row.percent["statistics"] for row in rates.by_day(on=LATER)] == [shown]


def test_too_few_answers_are_not_shown_at_all() -> None:
    count(9, statistics=9)
    assert by_language() == {}
    assert rates.by_day(on=LATER) == []


def test_today_is_left_out() -> None:
    count(50, statistics=20)
    assert rates.by_day(on=START) == rates.by_notice(on=START) == []
    assert len(rates.by_day(on=START + dt.timedelta(days=1))) == 1


def test_days_are_joined_until_ten_have_answered() -> None:
    for day, answers in enumerate([4, 5, 3, 30, 2]):
        count(answers, day=day)
    days = [(row.label["first"].day, row.label["last"].day, row.answers) for row in rates.by_day(on=LATER)]
    assert days == [(4, 4, 30), (1, 3, 12)]
    assert by_language()["en"][0] == 42, "the last two answers wait"


def test_few_in_one_language_are_counted_with_the_next_smallest() -> None:
    count(500, "en", statistics=200)
    count(80, "fr", statistics=40)
    count(3, "es", statistics=1)
    assert by_language() == {"en": (500, 40), "": (83, 49)}


def test_what_waited_is_told_once_it_is_of_many() -> None:
    for day in range(3):
        count(40, day=day, marketing=4)
    assert [row.percent["marketing"] for row in rates.by_day(on=LATER)] == [None] * 3
    assert by_language("marketing")[""] == (None, 10)


COUNTS = st.integers(0, 30).flatmap(
    lambda answers: st.tuples(st.just(answers), *[st.integers(0, answers)] * len(rates.COLUMNS))
)
STORIES = st.lists(st.dictionaries(st.sampled_from(["en", "fr", "es", "ar"]), COUNTS), min_size=1, max_size=8)


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(STORIES)
def test_whatever_is_shown_is_made_of_parts_about_ten_or_more_that_never_change(story: list[dict]) -> None:
    DailyCount.objects.all().delete()
    before: dict[str, list[rates.Part]] = {}
    for day, languages in enumerate(story):
        for language, (answers, *yes) in languages.items():
            count(answers, language, day, **dict(zip(rates.COLUMNS, yes, strict=True)) | refused_within(answers, yes))
        found = rates.spans(on=START + dt.timedelta(days=day + 1))
        for column in (rates.ANSWERS, *rates.COLUMNS):
            parts = list(rates.parts(found, column))
            for part in parts:
                for people in (part.yes, part.answers - part.yes):
                    assert people == 0 or people >= 10
            assert parts[: len(before.get(column, []))] == before.get(column, []), "an earlier part changed"
            before[column] = parts
            shown = sum(span.total[column] for span in found if rates.tells_of_nobody(span.total, column))
            told = sum(part.yes for part in parts)
            assert told == shown or told - shown >= 10, "the two tables, subtracted"


def refused_within(answers: int, yes: list[int]) -> dict[str, int]:
    """Nobody both refused everything and agreed to something."""
    return {"refused_all": min(yes[-1], answers - max(yes[:-1]))}
