"""The soak’s own judgement: it sees what leaks and what fails, and nothing where all is well."""

from __future__ import annotations

import itertools
import math
import random
from collections import Counter

import pytest

from benchmarks.soak.browser import Forms
from benchmarks.soak.growth import Allowance, after_warming_up, growth, slope
from benchmarks.soak.readers import Readers
from benchmarks.soak.verdict import Soaked, server_errors

HOUR = [10.0 * number for number in range(360)]
DRAW = random.Random("a sample")


def level(at: float) -> float:
    """Some noise, and now and then a process that is there for a moment."""
    return 200 + DRAW.uniform(-2, 2) + (400 if DRAW.random() < 0.05 else 0)


@pytest.mark.parametrize(
    ("much", "is_too_much"),
    [
        (level, False),
        (lambda at: level(at) + at / 100, True),
        (lambda at: level(at) - at / 100, False),
        (lambda at: 200 + 40 * math.sin(at / 60), False),
        (lambda at: 200 + 80 * min(1, at / 900), False),
        (lambda at: 200 + 5 * (at // 600), True),
    ],
    ids=["noise", "a leak", "less and less", "up and down", "a cache that fills", "a leak in steps"],
)
def test_growth_is_told_from_noise(much, is_too_much: bool) -> None:
    samples = after_warming_up([(at, much(at)) for at in HOUR])
    assert growth("memory", samples, Allowance(12)).is_too_much is is_too_much


def test_the_slope_is_a_second_s_growth() -> None:
    assert slope([(at, 3 + at / 4) for at in HOUR]) == pytest.approx(0.25)
    assert slope([(1.0, 5.0)]) == slope([]) == 0


def soaked(*, seen: dict[int, int] | None = None, turns: dict[str, int] | None = None, **more) -> Soaked:
    readers = [Readers("https://127.0.0.1", itertools.repeat("/"), 1) for _ in range(2)]
    return Soaked(
        *readers, Counter(seen or {200: 10}), Counter(turns or {"report": 3}), **{"growths": [], "errors": []} | more
    )


def test_nothing_is_wrong_where_all_is_well() -> None:
    assert soaked(growths=[growth("open files", [(0, 40), (9, 41)], Allowance(10))]).wrong() == []


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ({"seen": {200: 10, 502: 1, 503: 2}}, "3 answers of 500 or more"),
        ({"turns": {"report failed: /reporting/ answered 404": 2}}, "2× report failed: /reporting/ answered 404"),
        ({"turns": {"report": 0}}, "not one report was done"),
        ({"errors": ['{"level": "ERROR"}']}, "in a log"),
        ({"growths": [growth("open files", [(0, 40), (9, 60)], Allowance(10))]}, "open files grew by 20.0"),
    ],
    ids=["answers", "turns", "no turns", "logs", "growth"],
)
def test_each_thing_that_is_wrong_is_said(found: dict, said: str) -> None:
    (wrong,) = soaked(**found).wrong()
    assert said in wrong


def test_answers_of_readers_count_as_well() -> None:
    site = soaked()
    site.cached.seen[500] += 1
    site.uncached.lost.append("/: time-out")
    assert [line.split(":")[0] for line in site.wrong()] == ["1 answers of 500 or more", "no answer"]
    assert server_errors(Counter({200: 5, 404: 2, 429: 1})) == 0


def test_a_form_is_read_as_a_browser_would_send_it() -> None:
    page = """<form action="/a/"><input name="token" value="x"><input type="checkbox" name="no">
    <input type="file" name="f"><input type="checkbox" name="yes" value="1" checked>
    <textarea name="text">a &amp; b</textarea>
    <select name="one"><option value="p">P</option><option value="q" selected>Q</option></select></form>"""
    ((action, fields),) = Forms(page).found
    assert (action, fields) == ("/a/", {"token": "x", "yes": "1", "text": "a & b", "one": "q"})
