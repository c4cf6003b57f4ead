"""Text files: CSV with a comma, a semicolon, a tab or a bar."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

from django.utils.translation import gettext as _

from names.numbers import in_figures

from .bounds import LOOKED_AT, MAX_LINE
from .encodings import ENCODINGS, guess_encoding
from .kinds import CSV
from .shapes import Choices, Line, TableRefusedError

#: By the character its name; the first wins where none is likelier.
DELIMITERS = (",", ";", "\t", "|")
_END = "\x00end of the file\x00"  # a line of its own, unless a quotation mark is still open before it


class TextTable:
    """A text file as a table. Encoding and delimiter are guessed where they were not chosen."""

    kind, sheets, merged = CSV, (), ()

    def __init__(self, handle: BinaryIO, choices: Choices) -> None:
        self._handle = handle
        encoding = choices.encoding or guess_encoding(handle)
        if encoding not in ENCODINGS:
            raise TableRefusedError(_("Choose one of the encodings offered."))
        delimiter = choices.delimiter or _guess_delimiter(handle, encoding)
        if delimiter not in DELIMITERS:
            raise TableRefusedError(_("Choose one of the delimiters offered."))
        self.choices = Choices(encoding=encoding, delimiter=delimiter)

    def lines(self, filled_below: int | None = None) -> Iterator[Line]:
        """Every row, blank ones too, with the line where it begins."""
        return _lines(self._handle, self.choices.encoding, self.choices.delimiter)

    def notes(self) -> Iterator[str]:
        return iter(())


def _lines(handle: BinaryIO, encoding: str, delimiter: str) -> Iterator[Line]:
    """Only one row is held at a time."""
    handle.seek(0)
    return _parsed(_Text(handle, encoding=encoding, errors="replace", newline=""), delimiter)


class _Text(io.TextIOWrapper):
    """Does not close the file below it when it goes: that one is not ours."""

    def close(self) -> None:
        pass


def _parsed(text: io.TextIOBase, delimiter: str) -> Iterator[Line]:
    reader = csv.reader(_until_the_end(text), delimiter=delimiter)
    begins = 1
    try:
        for cells in reader:
            if cells == [_END]:
                return
            if cells and cells[-1].endswith(_END):
                raise TableRefusedError(_never_closed(begins))
            if begins > 1 or not _is_separator_line(cells, delimiter):
                yield Line(begins, cells, _problems(cells))
            else:
                yield Line(begins, [])
            begins = reader.line_num + 1
    except csv.Error:  # a cell longer than the module's limit
        raise TableRefusedError(_never_closed(begins)) from None


def _until_the_end(text: io.TextIOBase) -> Iterator[str]:
    """The lines of the file, then ``_END``. A line without end would fill the memory."""
    begins = True
    while line := text.readline(MAX_LINE + 1):
        if len(line) > MAX_LINE:
            message = _("A line of the file has more than %(max)s characters. Save the table again as CSV.")
            raise TableRefusedError(message % {"max": in_figures(MAX_LINE)})
        yield line.removeprefix("\ufeff") if begins else line
        begins = False
    yield _END


def _never_closed(line: int) -> str:
    text = _("A quotation mark on line %(line)d is never closed. Close or remove it, and choose the file again.")
    return text % {"line": line}


def _problems(cells: list[str]) -> tuple[str, ...]:
    if any("\ufffd" in cell for cell in cells):
        return (_("Some characters of this row could not be read. Choose another encoding, or correct the file."),)
    return ()


def _is_separator_line(cells: list[str], delimiter: str) -> bool:
    """What Excel writes first into some files: ``sep=;``."""
    return delimiter.join(cells).strip().lower() == f"sep={delimiter}"


def _guess_delimiter(handle: BinaryIO, encoding: str) -> str:
    handle.seek(0)
    first = handle.readline(200).decode(encoding, errors="replace").lstrip("\ufeff").strip("\x00\r\n ")
    if first[:4].lower() == "sep=" and first[4:] in DELIMITERS:
        return first[4]
    return max(DELIMITERS, key=lambda one: _fitness(handle, encoding, one))


def _fitness(handle: BinaryIO, encoding: str, delimiter: str) -> tuple[float, int]:
    """How many of the first rows agree on a width of two cells or more, and that width."""
    widths: Counter[int] = Counter()
    try:
        for line in islice(_lines(handle, encoding, delimiter), LOOKED_AT):
            if not line.is_blank:
                widths[len(line.cells)] += 1
    except TableRefusedError:
        return (0, 0)
    split = {width: count for width, count in widths.items() if width > 1}
    if not split:
        return (0, 0)
    width, count = max(split.items(), key=lambda one: (one[1], one[0]))
    return (round((count + sum(split.values())) / widths.total(), 1), width)
