"""A chain of hashes over numbered rows: each hash covers the one before it, so that a changed or removed row shows.

Plain functions over values, for the history of what is published (``progress``) and the log of consent (``consent``).
Imports nothing of ours; start reading at ``check``.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from enum import Enum
from typing import Generic, NamedTuple, TypeVar

Row = TypeVar("Row")

#: The hash before the first row.
GENESIS = "0" * 64


def canonical(value: object) -> str:
    """``value`` as JSON, always written in the same way; times in UTC, other values that JSON lacks as their text."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_as_text)


def _as_text(value: object) -> str:
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat(timespec="microseconds")
    return str(value)


def digest(value: object) -> str:
    """SHA-256 of ``value``, in hexadecimal."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


class Link(NamedTuple):
    """What the chain reads of a row. ``computed`` is what its hash must be, from its other columns."""

    number: int
    previous: str
    hash: str
    computed: str


class Fault(Enum):
    """What can be wrong with a row that is there."""

    EDITED = "edited"
    OUT_OF_ORDER = "out of order"


class Checked(NamedTuple, Generic[Row]):
    """A row, the numbers that are missing before it, and what is wrong with it."""

    row: Row
    missing: range
    fault: Fault | None


def check(
    rows: Iterable[Row], link_of: Callable[[Row], Link], *, number: int = 0, previous: str = GENESIS
) -> Iterator[Checked[Row]]:
    """Check ``rows``, in the order of their numbers, as what follows row ``number``, whose hash is ``previous``.

    Goes on after a fault. Rows missing at the end do not show: compare the last one with an end noted elsewhere.
    """
    for row in rows:
        link = link_of(row)
        missing = range(number + 1, link.number)
        fault = None
        if link.hash != link.computed:
            fault = Fault.EDITED
        elif not missing and link.previous != previous:
            fault = Fault.OUT_OF_ORDER
        yield Checked(row, missing, fault)
        number, previous = link.number, link.hash
