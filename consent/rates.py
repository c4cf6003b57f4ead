"""Opt-in rates for administrators. A cell under ten is left out, and so is what would give it away."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from django.db.models import Sum

from .categories import OPTIONAL
from .models import DailyCount
from .totals import SMALL

DAYS = 60


@dataclasses.dataclass(frozen=True)
class Rate:
    """One row: ``label`` names it; ``answers`` and the percentages are None where they would be about few people."""

    label: dict[str, Any]
    answers: int | None
    percent: dict[str, int | None]


def _percent(yes: int, answers: int) -> int | None:
    """A share as a whole percentage; None when few said yes, or few said no, since either tells of few people."""
    if answers < SMALL or 0 < yes < SMALL or 0 < answers - yes < SMALL:
        return None
    return round(100 * yes / answers)


def _rate(row: dict[str, Any], label: tuple[str, ...], answers_shown: bool = True) -> Rate:
    answers = row["answers"]
    return Rate(
        label={key: row[key] for key in label},
        answers=answers if answers >= SMALL and answers_shown else None,
        percent={key: _percent(row[key], answers) if answers_shown else None for key in (*OPTIONAL, "refused_all")},
    )


def _summed(rows: Any, label: tuple[str, ...]) -> list[dict[str, Any]]:
    sums = {key: Sum(key) for key in ("answers", "refused_all", *OPTIONAL)}
    return list(rows.values(*label).annotate(**sums).order_by(*label))


def by_notice() -> list[Rate]:
    """Rates by notice and language, over all days. One small language takes the next smallest of its notice with it."""
    label = ("notice__number", "language")
    rows = _summed(DailyCount.objects.all(), label)
    hidden = _hidden([(row["notice__number"], row["language"], row["answers"]) for row in rows])
    return [_rate(row, label, (row["notice__number"], row["language"]) not in hidden) for row in rows]


def _hidden(cells: list[tuple[int, str, int]]) -> set[tuple[int, str]]:
    """The cells to leave out so that none under ten can be had by subtracting the others from a total."""
    hidden: set[tuple[int, str]] = set()
    for notice in {notice for notice, _language, _answers in cells}:
        own = sorted((answers, language) for number, language, answers in cells if number == notice)
        small = [language for answers, language in own if answers < SMALL]
        if len(small) == 1 and len(own) > 1:
            small.append(own[1][1])
        hidden |= {(notice, language) for language in small}
    return hidden


def by_day(*, on: dt.date) -> list[Rate]:
    """Rates by day over the sixty days up to ``on``, all notices and languages together."""
    since = on - dt.timedelta(days=DAYS)
    return [_rate(row, ("day",)) for row in _summed(DailyCount.objects.filter(day__gt=since, day__lte=on), ("day",))]
