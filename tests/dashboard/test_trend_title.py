"""The sentence above the chart over time says what the numbers carry, in whole sentences of four languages."""

from __future__ import annotations

import datetime

import pytest
from django.utils import translation

from dashboard.filters import NO_REPORT
from dashboard.findings.trend_title import trend_title
from dashboard.statistics import STATUSES, TrendPoint

LANGUAGES = ["en", "fr", "es", "ar"]


def points(running: list[int], completed: int) -> list[TrendPoint]:
    """A point a month from January 2024 on, with so much in progress and, at the end, so much complete."""
    found = []
    for number, value in enumerate(running):
        day = datetime.date(2024 + number // 12, number % 12 + 1, 28)
        status = dict.fromkeys(STATUSES, 0) | {"in_progress": value, "completed": completed, NO_REPORT: 3}
        found.append(TrendPoint(day, status))
    return found


SITUATIONS = {
    "nothing": ([], 0, "Nothing has been recorded yet"),
    "no work": ([0, 0, 0], 0, "No commitment has been reported as in progress or completed"),
    "all done": ([0, 0], 1, "No commitment is in progress; one is complete"),
    "a peak": ([1, 20, 42, 42, 29], 5, "Work in progress peaked in April 2024; five commitments are complete"),
    "a peak, one done": ([1, 20, 15], 1, "Work in progress peaked in February 2024; one commitment is complete"),
    "a peak, none done": ([1, 20, 15], 0, "Work in progress peaked in February 2024; no commitment is complete yet"),
    "back to none": ([1, 20, 0], 20, "Work in progress peaked in February 2024; 20 commitments are complete"),
    "a rise": ([1, 5, 9], 2, "More work is in progress than ever before (9); two commitments are complete"),
    "a rise that holds": ([1, 9, 9], 0, "More work is in progress than ever before (9); no commitment is complete yet"),
    "as high as before": ([9, 5, 9], 2, "Work in progress: 9; two commitments are complete"),
    "steady": ([9, 9, 9], 1, "Work in progress: 9; one commitment is complete"),
    "a small fall": ([40, 41, 40], 0, "Work in progress: 40; no commitment is complete yet"),
    "thousands": ([1, 1200], 1300, "More work is in progress than ever before (1,200); 1,300 commitments are complete"),
}


@pytest.mark.parametrize("name", SITUATIONS)
def test_the_sentence_follows_from_the_numbers(name: str) -> None:
    running, completed, said = SITUATIONS[name]
    assert trend_title(points(running, completed)) == said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("completed", [0, 1, 2, 5, 11, 100])
@pytest.mark.parametrize("name", SITUATIONS)
def test_every_sentence_is_whole_in_every_language(name: str, completed: int, language: str) -> None:
    running = SITUATIONS[name][0]
    with translation.override(language):
        title = trend_title(points(running, completed))
    assert title and "%" not in title
    if completed == 100 and running:
        assert "100" in title
    if language != "en" and running:
        with translation.override("en"):
            assert title != trend_title(points(running, completed))
