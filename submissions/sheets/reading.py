"""Reading an uploaded sheet: its rows by the codes of their columns, each cell with its name.

Nothing is judged here but what the file is.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import asdict, dataclass, field
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from office_files.cells import column_letters

from . import bounds
from .bounds import Unreadable
from .columns import CODES_ROW, COLUMNS, FIGURES, FIRST_ROW, REPORTS, SheetColumn, codes_by_word, in_order

BETWEEN = re.compile(r"[;؛,،\n]")  # several words of one cell
LONGEST = 32_767  # what a cell can hold


@dataclass
class Row:
    """One row of a sheet: its number, its values by code as text, and the names of its cells by code."""

    number: int
    values: dict[str, str]
    cells: dict[str, str]
    formulas: list[str] = field(default_factory=list)  # codes of open columns whose cell holds a formula


@dataclass
class SheetRead:
    """A sheet that was found, by the name that the person sees, and its rows that are not empty."""

    name: str
    rows: list[Row]


@dataclass
class FileRead:
    """What a file says."""

    reports: SheetRead
    figures: SheetRead

    def as_json(self) -> dict[str, Any]:
        """For keeping it until it is applied."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> FileRead:
        """What ``as_json`` gave."""
        return cls(**{name: SheetRead(one["name"], [Row(**row) for row in one["rows"]]) for name, one in kept.items()})


def read(data: bytes) -> FileRead:
    """Raises ``Unreadable`` for what is no sheet of ours."""
    examined = bounds.examine(data)
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(examined.content))
        found = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    except (CalamineError, ValueError, OSError) as error:
        raise Unreadable(bounds.not_a_sheet()) from error
    marked = {rows[CODES_ROW][0]: name for name, rows in found.items() if rows and rows[CODES_ROW]}
    if REPORTS not in marked:
        text = _("This is not your sheet: its hidden first row is missing. Download your sheet and fill in that one.")
        raise Unreadable(text)
    sheets = {
        mark: SheetRead(marked[mark], _rows(found[marked[mark]], mark, examined.formulas.get(marked[mark], set())))
        for mark in (REPORTS, FIGURES)
        if mark in marked
    }
    return FileRead(sheets[REPORTS], sheets.get(FIGURES) or SheetRead("", []))


def _rows(table: list[list[Any]], mark: str, formulas: set[str]) -> list[Row]:
    by_code = {column.code: column for column in COLUMNS[mark]}
    places = {str(code): place for place, code in enumerate(table[CODES_ROW]) if code in by_code}
    if missing := [str(column.heading) for code, column in by_code.items() if code not in places and code != "mark"]:
        text = _("A column of the sheet is missing: %(name)s. Download your sheet and fill in that one.")
        raise Unreadable(text % {"name": missing[0] or "seal"})
    words = {code: codes_by_word(column) for code, column in by_code.items() if column.choices}
    rows = []
    for number, line in enumerate(table[FIRST_ROW:], start=FIRST_ROW + 1):
        values = {code: _text(line[place], by_code[code], words.get(code, {})) for code, place in places.items()}
        if not any(values.values()):
            continue
        cells = {code: f"{column_letters(place)}{number}" for code, place in places.items()}
        held = [code for code in places if by_code[code].is_open and cells[code] in formulas]
        rows.append(Row(number, values, cells, held))
    return rows


def _text(value: Any, column: SheetColumn, words: dict[str, str]) -> str:
    """A cell as text: ISO days, plain numbers, codes for words."""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    text = "" if value is None else str(value).replace("_x000D_", "").replace("\r\n", "\n").strip()[: LONGEST + 1]
    text = "".join(letter for letter in text if letter.isprintable() or letter in "\n\t")
    if column.is_several:
        return in_order(column, (words.get(one.casefold(), one) for one in map(str.strip, BETWEEN.split(text))))
    return words.get(text.casefold(), text)
