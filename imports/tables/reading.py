"""A file that somebody brings: what it holds, and its rows one by one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from typing import BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from names.numbers import in_figures

from .bounds import LOOKED_AT, MAX_CELL, MAX_ROWS, SAMPLE_ROWS
from .delimited import TextTable
from .headings import filled, find_headings, notes_on
from .kinds import CSV, kind_of
from .several import Signs
from .shapes import Choices, Inspection, Line, Row, TableRefusedError
from .workbooks import SheetTable, Workbook

File = str | os.PathLike[str] | BinaryIO


def inspect(path_or_file: File, *, file_name: str, choices: Choices = Choices()) -> Inspection:  # noqa: B008 (frozen)
    """What the file holds; what was not chosen is guessed. Raises ``TableRefusedError``."""
    with _opened(path_or_file) as handle:
        table = _Table(handle, file_name, choices)
        sample, count = [], 0
        for row in table.rows():
            count += 1
            if count <= SAMPLE_ROWS:
                sample.append(row)
        return Inspection(
            kind=table.source.kind,
            sheets=tuple(table.source.sheets),
            choices=replace(table.source.choices, header_row=table.headings.first),
            columns=table.headings.columns,
            row_count=count,
            notes=tuple(table.notes()),
            sample=tuple(sample),
        )


def rows(path_or_file: File, *, file_name: str, choices: Choices) -> Iterator[Row]:
    """The rows below the headings that are not blank. Raises ``TableRefusedError``, perhaps only on the way."""
    with _opened(path_or_file) as handle:
        yield from _Table(handle, file_name, choices).rows()


@contextmanager
def _opened(path_or_file: File) -> Iterator[BinaryIO]:
    if isinstance(path_or_file, str | os.PathLike):
        with open(path_or_file, "rb") as handle:
            yield handle
    else:
        yield path_or_file


def _source(handle: BinaryIO, file_name: str, choices: Choices) -> TextTable | SheetTable:
    kind = kind_of(handle, file_name)
    return TextTable(handle, choices) if kind == CSV else Workbook(handle, kind).sheet(choices.sheet)


class _Table:
    """A source with its headings."""

    def __init__(self, handle: BinaryIO, file_name: str, choices: Choices) -> None:
        self.source = _source(handle, file_name, choices)
        self._head = list(islice((line for line in self.source.lines() if not line.is_blank), LOOKED_AT))
        self.headings = find_headings(self._head, choices.header_row, self.source.merged)
        self._signs = Signs(self.headings)
        self._blank = 0

    def rows(self) -> Iterator[Row]:
        count, width, blanks = 0, len(self.headings.columns), 0
        for line in self.source.lines(filled_below=self.headings.last):
            if line.number <= self.headings.last:
                continue
            if line.is_blank:
                blanks += 1
                continue
            count += 1
            if count > MAX_ROWS:
                text = _("The table has more than %(max)s rows. Split it into several files.")
                raise TableRefusedError(text % {"max": in_figures(MAX_ROWS)})
            cells = tuple(line.cells[:width]) + ("",) * (width - len(line.cells))
            self._signs.see(line.number, cells, is_after_blank=blanks > 0)
            self._blank, blanks = self._blank + blanks, 0
            yield self._row(line, cells)

    def _row(self, line: Line, cells: tuple[str, ...]) -> Row:
        return Row(line.number, cells, (*line.problems, *self._problems(line, cells)))

    def _problems(self, line: Line, cells: tuple[str, ...]) -> Iterator[str]:
        if self._signs.repeats_headings(cells):
            yield _("This row repeats the headings.")
        if filled(line.cells[len(cells) :]):
            text = _("This row goes on after the last column, “%(column)s”. Remove what is too much.")
            yield text % {"column": self.headings.columns[-1]}
        for name, cell in zip(self.headings.columns, cells, strict=True):
            if len(cell) > MAX_CELL:
                text = _("“%(column)s” holds %(count)s characters. The limit is %(max)s. Shorten the text.")
                yield text % {"column": name, "count": in_figures(len(cell)), "max": in_figures(MAX_CELL)}

    def notes(self) -> Iterator[str]:
        """Sentences; those that count rows are true once all rows were read."""
        yield from notes_on(self.headings, self._head)
        yield from self.source.notes()
        if self._blank:
            yield ngettext("%(count)s blank row was skipped.", "%(count)s blank rows were skipped.", self._blank) % {
                "count": in_figures(self._blank)
            }
        yield from self._signs.notes()
