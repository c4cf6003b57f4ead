"""What a workbook's reader does not tell of a sheet: how far its cells reach, which are percentages, which are errors,
and which formulas have no result. Found by one walk over the XML before the reader makes room for the sheet.
"""

from __future__ import annotations

import zipfile
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.parsers import expat

from django.utils.translation import gettext as _

from names.numbers import in_figures
from office_files.cells import column_letters
from office_files.unpacking import chunks

from .bounds import MAX_CELLS, MAX_TEXT, MAX_UNPACKED
from .shapes import TableRefusedError

Handler = Callable[[str, dict[str, str]], None]


@dataclass
class SheetFacts:
    """Rows and columns count from 0."""

    first: tuple[int, int] | None = None
    last: tuple[int, int] = (-1, -1)
    characters: int = 0
    uncalculated: int = 0
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)  # ODS alone: its reader does not tell
    _percents: dict[int, list[list[int]]] = field(default_factory=dict)  # by column: first and last rows

    @property
    def is_empty(self) -> bool:
        return self.first is None

    def add(self, row: int, column: int, characters: int, rows: int = 1, columns: int = 1) -> None:
        """Cells that hold something, with so much text together. Raises ``TableRefusedError`` for what is too far."""
        first, bottom, right = self.first or (row, column), row + rows - 1, column + columns - 1
        self.first = (min(first[0], row), min(first[1], column))
        self.last = (max(self.last[0], bottom), max(self.last[1], right))
        self.characters += characters
        height, width = self.last[0] - self.first[0] + 1, self.last[1] - self.first[1] + 1
        if height * width > MAX_CELLS or self.characters > MAX_TEXT:
            raise _reaches_too_far(*self.last)

    def add_percent(self, row: int, column: int, rows: int = 1, columns: int = 1) -> None:
        """These cells show their number as a percentage."""
        for one in range(column, column + columns):
            runs = self._percents.setdefault(one, [])
            if runs and runs[-1][1] == row - 1:
                runs[-1][1] += rows
            else:
                runs.append([row, row + rows - 1])

    def is_percent(self, row: int, column: int) -> bool:
        runs = self._percents.get(column, [])
        place = bisect_right(runs, row, key=lambda run: run[0]) - 1
        return place >= 0 and runs[place][1] >= row


def _reaches_too_far(row: int, column: int) -> TableRefusedError:
    text = _(
        "The cells of the sheet reach to row %(row)s and column %(column)s, or hold too much text. "
        "Delete what lies beside or below the table, or split the table into several files."
    )
    return TableRefusedError(text % {"row": in_figures(row + 1), "column": column_letters(column)})


def walk(
    archive: zipfile.ZipFile,
    part: str,
    *,
    start: Handler,
    end: Callable[[str], None] = lambda name: None,
    text: Callable[[str], None] = lambda text: None,
) -> None:
    """Call back for each element of a part. Declarations of types are an error."""
    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse_types
    parser.buffer_text = True
    for chunk in chunks(archive, archive.getinfo(part), MAX_UNPACKED):
        parser.Parse(chunk)
    parser.Parse(b"", True)


def _refuse_types(*_: object) -> None:
    raise ValueError("a declaration of types")


class LocalNames(dict[str, str]):
    """Names without their namespace's prefix, each worked out once: prefixes may be any, and may change on the way."""

    def __missing__(self, name: str) -> str:
        self[name] = name.rpartition(":")[2]
        return self[name]


def by_local_name(attrs: dict[str, str]) -> dict[str, str]:
    """Attributes without the prefixes of their namespaces."""
    return {name.rpartition(":")[2]: value for name, value in attrs.items()}
