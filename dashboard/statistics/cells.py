"""Cells as they are summed: each by its place in the order of all, so that no code is read digit by digit.

A page adds up the cells of some ten scopes, several hundred each.
"""

from __future__ import annotations

import functools
from array import array
from collections.abc import Iterable, Mapping
from itertools import compress, product
from typing import Any, NamedTuple

from dashboard.filters import NO_REPORT
from progress.cells import EVIDENCE, FRESHNESS, HEALTH, STATUS
from progress.tallies import Counts

# What the digits of a cell (``progress.cells``) say, by the filter of that name.
ORDERS: dict[str, tuple[Any, ...]] = {
    "status": STATUS,
    "health": HEALTH,
    "evidence": EVIDENCE,
    "freshness": FRESHNESS,
    "overdue": (False, True),
}
DIGITS = tuple(ORDERS)
STATED = 2  # the digits of what a report states
Wanted = tuple[frozenset[int] | None, ...]  # for each digit those that are asked for; None: any


class Cells(NamedTuple):
    """How many stand in each cell of ``digits`` digits: the cells' ``places`` in their order, and a number for each."""

    digits: int
    places: array[int]
    numbers: array[int]

    @classmethod
    def of(cls, counts: Counts, digits: int = len(DIGITS)) -> Cells:
        """Counts by code. Raises KeyError for a code that no cell of so many digits has."""
        order = _order(digits)
        return cls(digits, array("H", [order[code] for code in counts]), array("q", counts.values()))

    @classmethod
    def in_bytes(cls, digits: int, places: bytes, numbers: bytes) -> Cells:
        """From what ``tobytes`` gave of both."""
        return cls(digits, array("H", places), array("q", numbers))

    def under(self, chosen: Mapping[str, Any]) -> Cells:
        """Those that lie under the filters (the ``chosen`` of a selection; others than ``DIGITS`` say nothing here)."""
        mask = _mask_of(chosen, self.digits)
        if mask is None:
            return self
        within = [mask[place] for place in self.places]
        places, numbers = compress(self.places, within), compress(self.numbers, within)
        return Cells(self.digits, array("H", places), array("q", numbers))

    @property
    def total(self) -> int:
        return sum(self.numbers)

    def by(self, name: str) -> dict[Any, int]:
        """The numbers added up by the values of one dimension."""
        values = ORDERS[name]
        digit, sums = _digits(self.digits, DIGITS.index(name)), [0] * len(values)
        for at, number in zip(map(digit.__getitem__, self.places), self.numbers, strict=True):
            sums[at] += number
        return dict(zip(values, sums, strict=True))


def codes(chosen: Mapping[str, Any]) -> list[str] | None:
    """The codes of the cells that lie under the filters; None when all do."""
    mask = _mask_of(chosen, len(DIGITS))
    return None if mask is None else list(compress(_order(len(DIGITS)), mask))


def _mask_of(chosen: Mapping[str, Any], digits: int) -> bytes | None:
    """1 at the place of each cell that lies under the filters, 0 at any other; None when all do."""
    names = DIGITS[:digits]
    if chosen.keys().isdisjoint(names):
        return None
    return _mask(tuple(_wanted(name, chosen[name]) if name in chosen else None for name in names))


def _wanted(name: str, value: Any) -> frozenset[int]:
    """What a filter allows at its place in a cell."""
    values = [value] if name == "overdue" else ["" if one == NO_REPORT else one for one in value]
    return frozenset(map(ORDERS[name].index, values))


def _all(digits: int) -> Iterable[tuple[int, ...]]:
    """Every cell of so many digits, in the order that places count in."""
    return product(*(range(len(ORDERS[name])) for name in DIGITS[:digits]))


@functools.cache
def _order(digits: int) -> dict[str, int]:
    """The place of each code."""
    return {"".join(map(str, cell)): place for place, cell in enumerate(_all(digits))}


@functools.cache
def _digits(digits: int, at: int) -> bytes:
    """One digit of each cell by its place."""
    return bytes(cell[at] for cell in _all(digits))


def _mask(wanted: Wanted) -> bytes:
    mask = b"\1"
    for name, digits in reversed([*zip(DIGITS, wanted, strict=False)]):
        nothing = bytes(len(mask))
        size = len(ORDERS[name])
        mask = b"".join(mask if digits is None or digit in digits else nothing for digit in range(size))
    return mask
