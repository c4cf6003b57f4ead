"""Values as cells: plain text in every format, and nothing that a spreadsheet would run."""

from __future__ import annotations

import datetime
from typing import Any

from accounts.days import iso
from names.spreadsheets import neutral


def plain(value: Any) -> str | int | float | bool | None:
    """A value of a dataset as text, number, truth or None."""
    if isinstance(value, datetime.datetime):
        return iso(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return ";".join(map(str, value))
    return value


def csv_cell(value: Any) -> str:
    """The cell as CSV holds it: empty for None, true and false in lower case."""
    value = plain(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return neutral(value) if isinstance(value, str) else str(value)
