"""What reading a table gives."""

from __future__ import annotations

from dataclasses import dataclass


class TableRefusedError(Exception):
    """The file holds no table that can be read. ``message`` is a sentence: what it is, and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class Choices:
    """How a file is read. What is empty is guessed; ``header_row`` is the number of the row as a program shows it."""

    sheet: str = ""
    encoding: str = ""
    delimiter: str = ""
    header_row: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One row below the headings, with as many cells as there are columns."""

    number: int  # as a spreadsheet shows it; of a text file the line where the row begins
    cells: tuple[str, ...]
    problems: tuple[str, ...] = ()  # sentences: what of the row could not be read as it is


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a file holds, read with ``choices``, which are complete now."""

    kind: str  # csv, xlsx, xls or ods
    sheets: tuple[str, ...]
    choices: Choices
    columns: tuple[str, ...]
    row_count: int
    notes: tuple[str, ...]  # sentences: what was left out or taken for granted
    sample: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the file as it is, blank ones too."""

    number: int
    cells: list[str]
    problems: tuple[str, ...] = ()

    @property
    def is_blank(self) -> bool:
        return not any(cell and not cell.isspace() for cell in self.cells)
