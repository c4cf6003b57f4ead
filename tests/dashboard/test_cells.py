"""Cells are summed by their places as by their codes."""

from __future__ import annotations

import random
from collections import Counter
from itertools import product

import pytest

from dashboard.filters import NO_REPORT
from dashboard.statistics.breakdown import of_cells
from dashboard.statistics.cells import DIGITS, ORDERS, STATED, Cells, codes
from progress.tallies import Counts

CHOICES = [
    {},
    {"area": ["technology"]},
    {"status": ["in_progress"]},
    {"status": [NO_REPORT, "completed"], "evidence": ["link"]},
    {"health": ["on_track", "at_risk"], "freshness": ["fresh"], "status": ["in_progress", "completed"]},
    {"overdue": True},
    {"overdue": False, "evidence": ["none", "several"]},
]


def _counts(digits: int = len(DIGITS)) -> Counts:
    """Some cells of each kind, the first and the last among them."""
    draw = random.Random(digits)
    every = ["".join(map(str, cell)) for cell in product(*(range(len(ORDERS[name])) for name in DIGITS[:digits]))]
    return {code: draw.randint(1, 2**33) for code in [every[0], every[-1], *draw.sample(every, len(every) // 2)]}


def _lies_under(code: str, chosen: dict) -> bool:
    """The rule read digit by digit."""
    for name, digit in zip(DIGITS, code, strict=False):
        value = ORDERS[name][int(digit)]
        if name == "overdue":
            if name in chosen and value is not chosen[name]:
                return False
        elif name in chosen and (value or (NO_REPORT if name == "status" else "")) not in chosen[name]:
            return False
    return True


@pytest.mark.parametrize("digits", [len(DIGITS), STATED])
@pytest.mark.parametrize("chosen", CHOICES)
def test_sums_are_those_of_the_codes(chosen: dict, digits: int) -> None:
    counts = _counts(digits)
    left = {code: n for code, n in counts.items() if _lies_under(code, chosen)}
    found = Cells.of(counts, digits).under(chosen)
    assert found.total == sum(left.values()) > 0
    for place, name in enumerate(DIGITS[:digits]):
        sums: Counter = Counter()
        for code, n in left.items():
            sums[ORDERS[name][int(code[place])]] += n
        assert found.by(name) == {value: sums[value] for value in ORDERS[name]}


@pytest.mark.parametrize("chosen", CHOICES)
def test_the_codes_under_filters(chosen: dict) -> None:
    every = ["".join(map(str, cell)) for cell in product(*(range(len(ORDERS[name])) for name in DIGITS))]
    narrows = set(chosen) & set(DIGITS)
    assert codes(chosen) == ([code for code in every if _lies_under(code, chosen)] if narrows else None)


def test_nothing_stands_nowhere() -> None:
    empty = Cells.of({})
    assert empty.total == 0
    assert set(empty.by("status").values()) == {0}
    with pytest.raises(KeyError):
        Cells.of({"99999": 1})


def test_what_is_kept_of_a_breakdown_is_nobodys_to_change() -> None:
    cells, other = Cells.of(_counts()), Cells.of({"10000": 3})
    first, again = of_cells(cells), of_cells(cells)
    assert first == again
    assert of_cells(other).total == 3
    for counts in (first.status, first.health, first.freshness, first.evidence):
        counts.clear()
    assert of_cells(cells) == again
    assert again.total == sum(again.status.values()) == sum(again.freshness.values()) == cells.total
