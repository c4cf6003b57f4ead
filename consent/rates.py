"""Opt-in rates for administrators, by notice, language and days. No figure is about fewer than ten people.

Nor is any that subtraction yields. All that is shown is put together from *parts*, each of which is about ten people
or more (or about nobody), in what they agreed to and in what they did not: days are joined until ten have answered,
what is too few in one language is counted as "several languages", and what is still too few waits. A part never
changes later, and today is left out; so the difference of any two figures, shown together or a year apart, is made of
whole parts too.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from django.db.models import F

from .categories import OPTIONAL
from .models import DailyCount
from .totals import SMALL

DAYS = 60
ANSWERS = "answers"
COLUMNS = (*OPTIONAL, "refused_all")
SEVERAL = ""


@dataclasses.dataclass(frozen=True)
class Rate:
    """One row: ``label`` names it; ``answers`` and the percentages are None where nothing may be said yet."""

    label: dict[str, Any]
    answers: int | None
    percent: dict[str, int | None]


@dataclasses.dataclass
class Span:
    """Days under one notice, joined until ten people had answered, with the sums of each language."""

    notice: int
    first: dt.date
    last: dt.date
    languages: dict[str, Counter[str]] = dataclasses.field(default_factory=lambda: defaultdict(Counter))

    def add(self, row: dict[str, Any]) -> None:
        self.last = row["day"]
        self.languages[row["language"]].update({key: row[key] for key in (ANSWERS, *COLUMNS)})

    @property
    def total(self) -> Counter[str]:
        return sum(self.languages.values(), Counter())


@dataclasses.dataclass(frozen=True)
class Part:
    """How many of ``answers`` people said yes to one thing; SEVERAL stands for more languages than one."""

    notice: int
    language: str
    yes: int
    answers: int


def tells_of_nobody(counts: Counter[str], column: str) -> bool:
    """True when neither those who said yes nor those who said no are fewer than ten, unless they are none."""
    yes, answers = counts[column], counts[ANSWERS]
    return answers >= SMALL and not 0 < yes < SMALL and not 0 < answers - yes < SMALL


def spans(*, on: dt.date) -> list[Span]:
    """All whole spans of the days before ``on``, by notice and day. Days that are too few as yet are in none."""
    rows = DailyCount.objects.filter(day__lt=on).order_by("notice__number", "day", "language")
    found: list[Span] = []
    for row in rows.values("day", "language", ANSWERS, *COLUMNS, number=F("notice__number")):
        latest = found[-1] if found else None
        is_full = latest is not None and latest.total[ANSWERS] >= SMALL and latest.last != row["day"]
        if latest is None or latest.notice != row["number"] or is_full:
            latest = Span(row["number"], row["day"], row["day"])
            found.append(latest)
        latest.add(row)
    return [span for span in found if span.total[ANSWERS] >= SMALL]


def parts(found: list[Span], column: str) -> Iterator[Part]:
    """What may be said about one column. Spans that tell of few are added up until they do not."""
    waiting: dict[int, Counter[str]] = defaultdict(Counter)
    for span in found:
        if tells_of_nobody(span.total, column):
            yield from _by_language(span, column)
            continue
        waiting[span.notice] += span.total
        if tells_of_nobody(waiting[span.notice], column):
            yield _part(span.notice, SEVERAL, waiting.pop(span.notice), column)


def _by_language(span: Span, column: str) -> Iterator[Part]:
    """A span's languages; those that tell of few go together, with the smallest others until they tell of nobody."""
    in_order = sorted(span.languages.items(), key=lambda item: (item[1][ANSWERS], item[0]))
    alone = [item for item in in_order if tells_of_nobody(item[1], column)]
    together = [item for item in in_order if item not in alone]
    while together and not tells_of_nobody(_sum(together), column):
        together.append(alone.pop(0))
    for language, counts in alone:
        yield _part(span.notice, language, counts, column)
    if together:
        yield _part(span.notice, SEVERAL, _sum(together), column)


def _sum(languages: list[tuple[str, Counter[str]]]) -> Counter[str]:
    return sum((counts for _language, counts in languages), Counter())


def _part(notice: int, language: str, counts: Counter[str], column: str) -> Part:
    return Part(notice, language, counts[column], counts[ANSWERS])


def by_notice(*, on: dt.date) -> list[Rate]:
    """Rates by notice and language over all spans before ``on``."""
    found = spans(on=on)
    sums: dict[tuple[int, str], dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for column in (ANSWERS, *COLUMNS):
        for part in parts(found, column):
            sums[part.notice, part.language][column].update(yes=part.yes, answers=part.answers)
    rows = sorted(sums.items(), key=lambda item: (item[0][0], item[0][1] == SEVERAL, item[0][1]))
    return [
        Rate(
            label={"notice": notice, "language": language},
            answers=columns[ANSWERS]["yes"] or None,
            percent={column: _percent(columns[column]) for column in COLUMNS},
        )
        for (notice, language), columns in rows
    ]


def _percent(counted: Counter[str]) -> int | None:
    return round(100 * counted["yes"] / counted["answers"]) if counted["answers"] else None


def by_day(*, on: dt.date) -> list[Rate]:
    """Rates by span over the sixty days before ``on``, all languages together; newest first."""
    since = on - dt.timedelta(days=DAYS)
    return [
        Rate(
            label={"notice": span.notice, "first": span.first, "last": span.last},
            answers=span.total[ANSWERS],
            percent={
                column: round(100 * span.total[column] / span.total[ANSWERS])
                if tells_of_nobody(span.total, column)
                else None
                for column in COLUMNS
            },
        )
        for span in reversed(spans(on=on))
        if span.last >= since
    ]
