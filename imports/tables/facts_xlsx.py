"""The facts of a sheet of an XLSX file."""

from __future__ import annotations

import posixpath
import re
import zipfile
from array import array

from .facts import SheetFacts, by_local_name, walk

_REFERENCE = re.compile(r"([A-Z]{1,4})([0-9]{1,9})", re.ASCII)
_BUILT_IN_PERCENTS = {"9", "10"}
_QUOTED = re.compile(r'"[^"]*"|\\.')


def facts_of(archive: zipfile.ZipFile, sheet: str) -> SheetFacts:
    """Raises as ``walk`` does, and ``KeyError`` for a part that is missing."""
    reader = _Reader(_shared_lengths(archive), _percent_styles(archive))
    walk(archive, _part_of(archive, sheet), start=reader.start, end=reader.end, text=reader.text)
    return reader.facts


class _Reader:
    """Called back for the elements of a sheet."""

    def __init__(self, shared: array[int], percents: set[str]) -> None:
        self.facts = SheetFacts()
        self.shared, self.percent_styles = shared, percents
        self.row, self.column, self.cell = -1, -1, {}
        self.value: list[str] = []
        self.inside = self.has_formula = False

    def start(self, name: str, attrs: dict[str, str]) -> None:
        if name == "c":
            self.cell, self.value, self.has_formula = attrs, [], False
            self._move(attrs.get("r"))
        elif name in ("v", "t"):
            self.inside = True
        elif name == "f":
            self.has_formula = True
        elif name == "row":
            self.row, self.column = int(attrs.get("r") or self.row + 2) - 1, -1

    def text(self, text: str) -> None:
        if self.inside:
            self.value.append(text)

    def end(self, name: str) -> None:
        if name in ("v", "t"):
            self.inside = False
        elif name == "c" and (self.value or self.has_formula):
            self._take("".join(self.value))

    def _take(self, value: str) -> None:
        kind, here = self.cell.get("t", "n"), (self.row, self.column)
        if not value:
            self.facts.uncalculated += kind != "str"  # the result may well be an empty text
            return
        if kind == "e":
            self.facts.errors[here] = value[:20]
        elif kind == "n" and self.cell.get("s") in self.percent_styles:
            self.facts.add_percent(*here)
        self.facts.add(*here, self.shared[int(value)] if kind == "s" else len(value))

    def _move(self, reference: str | None) -> None:
        match = _REFERENCE.fullmatch(reference or "")
        if not match:
            self.column += 1
            return
        column = 0
        for letter in match[1]:
            column = column * 26 + ord(letter) - 64
        self.row, self.column = int(match[2]) - 1, column - 1


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str:
    targets: dict[str, str] = {}
    found: list[str] = []

    def relation(name: str, attrs: dict[str, str]) -> None:
        if name == "Relationship":
            targets[attrs.get("Id", "")] = attrs.get("Target", "")

    def entry(name: str, attrs: dict[str, str]) -> None:
        plain = by_local_name(attrs.items())
        if name == "sheet" and plain.get("name") == sheet:
            found.append(plain.get("id", ""))

    walk(archive, "xl/_rels/workbook.xml.rels", start=relation)
    walk(archive, "xl/workbook.xml", start=entry)
    target = targets[found[0]] if found else ""
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")


def _shared_lengths(archive: zipfile.ZipFile) -> array[int]:
    """How long each text of the workbook is: cells name it by its place."""
    lengths: array[int] = array("L")
    if "xl/sharedStrings.xml" not in archive.namelist():
        return lengths

    def start(name: str, attrs: dict[str, str]) -> None:
        if name == "si":
            lengths.append(0)

    def text(text: str) -> None:
        if lengths:
            lengths[-1] += len(text)

    walk(archive, "xl/sharedStrings.xml", start=start, text=text)
    return lengths


def _percent_styles(archive: zipfile.ZipFile) -> set[str]:
    """The styles, by their number as cells name it, that show a number as a percentage."""
    formats, found = set(_BUILT_IN_PERCENTS), set()
    inside, place = False, 0
    if "xl/styles.xml" not in archive.namelist():
        return found

    def start(name: str, attrs: dict[str, str]) -> None:
        nonlocal inside, place
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
        inside = inside and name != "cellXfs"

    walk(archive, "xl/styles.xml", start=start, end=end)
    return found
