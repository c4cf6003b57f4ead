"""XLSX, XLS and ODS files, read by calamine after they have been looked at."""

from __future__ import annotations

import io
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO
from xml.parsers import expat

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from names.numbers import in_figures
from office_files import unpacking
from office_files.cells import column_letters
from progress.evidence_jobs import child

from . import facts_ods, facts_xlsx
from .bounds import MAX_PARTS, MAX_UNPACKED
from .cells import as_text
from .facts import SheetFacts
from .kinds import ODS, XLS, damaged, password_protected
from .shapes import Choices, Line, TableRefusedError

_OLD_WORKBOOKS, SECONDS = "imports.old_workbooks", 60
_UNREADABLE = (CalamineError, expat.ExpatError, unpacking.DeclaresTypes, *unpacking.DAMAGED)


class Workbook:
    """A file that may be opened. Raises ``TableRefusedError`` for one that is damaged, protected or too large."""

    def __init__(self, handle: BinaryIO, kind: str) -> None:
        self.handle, self.kind = handle, kind
        self._facts: dict[str, SheetFacts] = {}
        if kind == XLS:
            handle = self.handle = _rewritten(handle)
        _require_bounded(handle)
        if kind == ODS:
            with _said_in_words(), zipfile.ZipFile(handle) as archive:
                self._facts = facts_ods.facts_of_all(archive)
        handle.seek(0)
        with _said_in_words():
            self._book = CalamineWorkbook.from_filelike(handle)
            self.sheets = tuple(self._book.sheet_names)

    def sheet(self, name: str) -> SheetTable:
        """One sheet, by its name; without one the first that holds a table."""
        if name and name not in self.sheets:
            raise TableRefusedError(_("There is no sheet “%(name)s” in the file. Choose another.") % {"name": name})
        held = [found for found in self._opened((name,) if name else self.sheets) if found.height]
        if not held:
            raise TableRefusedError(_("There is no table in the file. It needs a row of headings."))
        return next((found for found in held if found.height > 1), held[0])

    def _opened(self, names: Iterable[str]) -> Iterator[SheetTable]:
        """Sheets up to the first that holds a table."""
        for name in names:
            with _said_in_words():
                found = self._open(name)
            yield found
            if found.height > 1:
                return

    def _open(self, name: str) -> SheetTable:
        if self.kind != ODS:
            self.handle.seek(0)
            with zipfile.ZipFile(self.handle) as archive:
                self._facts[name] = facts_xlsx.facts_of(archive, name)
        facts = self._facts.get(name) or SheetFacts()
        return SheetTable(self, name, self._book.get_sheet_by_name(name), facts)


class SheetTable:
    """A sheet of a workbook: its rows as text, and what there is to say of it."""

    def __init__(self, book: Workbook, name: str, sheet: CalamineSheet, facts: SheetFacts) -> None:
        self.kind, self.sheets = book.kind, book.sheets
        self.choices = Choices(sheet=name)
        self._sheet, self._facts = sheet, facts
        self.merged = sorted(facts.merged or [(*first, *last) for first, last in sheet.merged_cell_ranges or ()])

    @cached_property
    def height(self) -> int:
        """How many of its rows hold something: none, one, or two for two and more."""
        return len(list(islice((line for line in self.lines() if not line.is_blank), 2)))

    def lines(self, filled_below: int | None = None) -> Iterator[Line]:
        """Every row from the first of the sheet, blank ones too.

        Below the row ``filled_below`` a cell that is merged over several rows is said on each of them.
        """
        indent = [""] * (self._sheet.start or (0, 0))[1]
        errors = self._errors_by_row()
        merged = None if filled_below is None else _Merged(self.merged, filled_below)
        for row, values in enumerate(self._sheet.iter_rows()):
            cells = indent + [self._text(row, len(indent) + place, value) for place, value in enumerate(values)]
            problems = [self._take_error(row, cells, column, error) for column, error in errors.get(row, {}).items()]
            if merged:
                merged.fill(row, cells)
            yield Line(row + 1, cells, tuple(problems))

    def notes(self) -> Iterator[str]:
        if over := sum(bottom > top for top, _left, bottom, _right in self.merged):
            yield ngettext(
                "%(count)s cell is merged over several rows. Its value is read on each of them.",
                "%(count)s cells are merged over several rows. Their value is read on each of them.",
                over,
            ) % {"count": in_figures(over)}
        if count := self._facts.uncalculated:
            yield ngettext(
                "%(count)s formula has no result in the file. Open the file in a spreadsheet program, and save it.",
                "%(count)s formulas have no result in the file. Open the file in a spreadsheet program, and save it.",
                count,
            ) % {"count": in_figures(count)}

    def _text(self, row: int, column: int, value: Any) -> str:
        if isinstance(value, float):
            return as_text(value, is_percent=self._facts.is_percent(row, column))
        return as_text(value)

    def _errors_by_row(self) -> dict[int, dict[int, str]]:
        found: dict[int, dict[int, str]] = {}
        for (row, column), error in self._facts.errors.items():
            found.setdefault(row, {})[column] = error
        return found

    def _take_error(self, row: int, cells: list[str], column: int, error: str) -> str:
        if column < len(cells):
            cells[column] = error
        text = _("Cell %(cell)s holds the error %(error)s. Correct it in the file.")
        return text % {"cell": f"{column_letters(column)}{row + 1}", "error": error}


class _Merged:
    """Says the value of a cell that is merged over several rows on those rows that hold anything else."""

    def __init__(self, merged: list[tuple[int, int, int, int]], below: int) -> None:
        self.starts: dict[int, list[tuple[int, int]]] = {}
        for top, left, bottom, _right in merged:
            if bottom > top >= below:
                self.starts.setdefault(top, []).append((left, bottom))
        self.open: dict[int, tuple[str, int]] = {}

    def fill(self, row: int, cells: list[str]) -> None:
        self.open = {column: (value, bottom) for column, (value, bottom) in self.open.items() if bottom >= row}
        if any(cells):
            for column, (value, _bottom) in self.open.items():
                cells[column] = cells[column] or value
        for column, bottom in self.starts.get(row, ()):
            if column < len(cells):
                self.open[column] = (cells[column], bottom)


@contextmanager
def _said_in_words() -> Iterator[None]:
    """What a library says of a file that it cannot read becomes a sentence."""
    try:
        yield
    except PasswordError:
        raise password_protected() from None
    except _UNREADABLE as error:
        raise damaged() from error


def _rewritten(handle: BinaryIO) -> BinaryIO:
    """An XLS file as XLSX, made by a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "source.xls", Path(folder) / "target.xlsx"
        handle.seek(0)
        with source.open("wb") as copy:
            shutil.copyfileobj(handle, copy)
        try:
            child.ask(
                "rewriting", {"source": str(source), "target": str(target)}, seconds=SECONDS, package=_OLD_WORKBOOKS
            )
        except child.ChildFailed as error:
            raise (password_protected() if "PasswordError" in str(error) else damaged()) from error
        return io.BytesIO(target.read_bytes())


def _require_bounded(handle: BinaryIO) -> None:
    with _said_in_words():
        try:
            with zipfile.ZipFile(handle) as archive:
                unpacking.require_bounded(archive, most_bytes=MAX_UNPACKED, most_parts=MAX_PARTS)
                unpacking.require_plain_xml(archive)
        except unpacking.TooLarge:
            text = _("Unpacked, the file is larger than %(max)s. Split the table into several files.")
            raise TableRefusedError(text % {"max": filesizeformat(MAX_UNPACKED)}) from None
