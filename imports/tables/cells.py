"""The value of a cell of a workbook as text."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from typing import Any

_DURATION = re.compile(r"PT(\d+)H(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?", re.ASCII)  # how ODS writes a time


def as_text(value: Any, *, is_percent: bool = False) -> str:
    """A day as ``2025-03-04``, a number without a needless point, a percentage with its sign."""
    if isinstance(value, str):
        match = _DURATION.fullmatch(value)
        return ":".join(f"{int(part or 0):02}" for part in match.groups()) if match else value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return f"{_plain(value * 100)}%" if is_percent else _plain(value)
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ", "seconds")
    if isinstance(value, datetime.time):
        return value.isoformat("seconds")
    return "" if value is None else str(value)


def _plain(number: float) -> str:
    """With the 15 digits that a spreadsheet counts with, and never with an exponent."""
    text = f"{number:.15g}"
    return format(Decimal(text), "f") if "e" in text else text
