"""The facts of a sheet of an XLSX file."""

from __future__ import annotations

import posixpath
import re
import zipfile
from array import array

from .facts import LocalNames, SheetFacts, by_local_name, walk

_LETTERS = re.compile(r"([A-Z]{1,4})[0-9]", re.ASCII)
_BUILT_IN_PERCENTS = {"9", "10"}
_QUOTED = re.compile(r'"[^"]*"|\\.')


def facts_of(archive: zipfile.ZipFile, sheet: str) -> SheetFacts:
    """Raises as ``walk`` does, and ``KeyError`` for a part that is missing."""
    reader = _Reader(_shared_lengths(archive), _percent_styles(archive))
    walk(archive, _part_of(archive, sheet), start=reader.start, end=reader.end, text=reader.text)
    reader.end_row()
    return reader.facts


class _Reader:
    """Called back for the elements of a sheet. A million cells pass here: what is blank costs nothing but its call."""

    def __init__(self, shared: array[int], percents: set[str]) -> None:
        self.facts = SheetFacts()
        self.shared, self.percent_styles = shared, percents
        self.local, self.columns = LocalNames(), _Columns()
        self.row, self.column = -1, -1
        self.cell: dict[str, str] = {}
        self.value: list[str] = []
        self.inside = self.has_formula = False
        self.first = self.last = -1  # columns of the row that hold something
        self.characters = 0

    def start(self, name: str, attrs: dict[str, str]) -> None:
        name = self.local[name]
        if name == "c":
            self.cell, self.has_formula = attrs, False
            self.column += 1
            self.value.clear()
        elif name in ("v", "t"):
            self.inside = True
        elif name == "f":
            self.has_formula = True
        elif name == "row":
            self.end_row()
            self.row, self.column = int(attrs.get("r") or self.row + 2) - 1, -1

    def text(self, text: str) -> None:
        if self.inside:
            self.value.append(text)

    def end(self, name: str) -> None:
        name = self.local[name]
        if name in ("v", "t"):
            self.inside = False
        elif name == "c" and (self.value or self.has_formula):
            if reference := self.cell.get("r"):
                self._move(reference)
            self._take("".join(self.value))

    def end_row(self) -> None:
        """The row as a whole is measured."""
        if self.last >= 0:
            self.facts.add(self.row, self.first, self.characters, columns=self.last - self.first + 1)
        self.first = self.last = -1
        self.characters = 0

    def _take(self, value: str) -> None:
        kind = self.cell.get("t", "n")
        if not value:
            self.facts.uncalculated += kind != "str"  # the result may well be an empty text
            return
        if kind == "e":
            self.facts.errors[self.row, self.column] = value[:20]
        elif kind == "n" and self.cell.get("s") in self.percent_styles:
            self.facts.add_percent(self.row, self.column)
        self.first = self.column if self.first < 0 else min(self.first, self.column)
        self.last = max(self.last, self.column)
        self.characters += self.shared[int(value)] if kind == "s" else len(value)

    def _move(self, reference: str) -> None:
        """To where the cell says that it is; hardly any file lies about the row."""
        match = _LETTERS.match(reference)
        if not match:
            raise ValueError(reference)
        self.column = self.columns[match[1]]
        if (row := int(reference[match.end(1) :]) - 1) != self.row:
            self.end_row()
            self.row = row


class _Columns(dict[str, int]):
    """The place of each column by its letters, worked out once."""

    def __missing__(self, letters: str) -> int:
        place = 0
        for letter in letters:
            place = place * 26 + ord(letter) - 64
        self[letters] = place - 1
        return place - 1


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str:
    targets: dict[str, str] = {}
    found: list[str] = []
    local = LocalNames()

    def relation(name: str, attrs: dict[str, str]) -> None:
        if local[name] == "Relationship":
            targets[attrs.get("Id", "")] = attrs.get("Target", "")

    def entry(name: str, attrs: dict[str, str]) -> None:
        plain = by_local_name(attrs)
        if local[name] == "sheet" and plain.get("name") == sheet:
            found.append(plain.get("id", ""))

    walk(archive, "xl/_rels/workbook.xml.rels", start=relation)
    walk(archive, "xl/workbook.xml", start=entry)
    target = targets[found[0]] if found else ""
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")


def _shared_lengths(archive: zipfile.ZipFile) -> array[int]:
    """How long each text of the workbook is: cells name it by its place."""
    lengths: array[int] = array("L")
    local = LocalNames()
    if "xl/sharedStrings.xml" not in archive.namelist():
        return lengths

    def start(name: str, attrs: dict[str, str]) -> None:
        if local[name] == "si":
            lengths.append(0)

    def text(text: str) -> None:
        if lengths:
            lengths[-1] += len(text)

    walk(archive, "xl/sharedStrings.xml", start=start, text=text)
    return lengths


def _percent_styles(archive: zipfile.ZipFile) -> set[str]:
    """The styles, by their number as cells name it, that show a number as a percentage."""
    formats, found = set(_BUILT_IN_PERCENTS), set()
    inside, place, local = False, 0, LocalNames()
    if "xl/styles.xml" not in archive.namelist():
        return set()

    def start(name: str, attrs: dict[str, str]) -> None:
        nonlocal inside, place
        name = local[name]
        if name == "numFmt" and "%" in _QUOTED.sub("", attrs.get("formatCode", "")):
            formats.add(attrs.get("numFmtId", ""))
        elif name == "cellXfs":
            inside = True
        elif name == "xf" and inside:
            if attrs.get("numFmtId") in formats:
                found.add(str(place))
            place += 1

    def end(name: str) -> None:
        nonlocal inside
        inside = inside and local[name] != "cellXfs"

    walk(archive, "xl/styles.xml", start=start, end=end)
    return found
