"""Many things, some at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

Thing = TypeVar("Thing")


def batches(things: Iterable[Thing], size: int) -> Iterator[list[Thing]]:
    """The things in their order, ``size`` of them at a time."""
    rest = iter(things)
    while batch := list(islice(rest, size)):
        yield batch
