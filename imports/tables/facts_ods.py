"""The facts of all sheets of an ODS file: its reader takes in all of them at once."""

from __future__ import annotations

import zipfile

from .facts import LocalNames, SheetFacts, by_local_name, walk

_CELLS = ("table-cell", "covered-table-cell")


def facts_of_all(archive: zipfile.ZipFile) -> dict[str, SheetFacts]:
    """By sheet. Raises as ``walk`` does, and ``KeyError`` for a part that is missing."""
    reader = _Reader()
    walk(archive, "content.xml", start=reader.start, end=reader.end, text=reader.text)
    return reader.found


class _Reader:
    """Called back for the elements of all sheets."""

    def __init__(self) -> None:
        self.found: dict[str, SheetFacts] = {}
        self.facts, self.local = SheetFacts(), LocalNames()
        self.row, self.rows, self.column = 0, 1, 0
        self.cell: dict[str, str] = {}
        self.value: list[str] = []
        self.inside = False

    def start(self, name: str, attrs: dict[str, str]) -> None:
        name = self.local[name]
        if name == "table":
            self.facts, self.row = SheetFacts(), 0
            self.found[by_local_name(attrs).get("name", "")] = self.facts
        elif name == "table-row":
            self.rows, self.column = int(by_local_name(attrs).get("number-rows-repeated", 1)), 0
        elif name in _CELLS:
            # calcext:value-type comes after office:value-type, and alone says that the value is an error
            self.cell, self.value = by_local_name(attrs), []
        elif name == "p":
            self.inside = True

    def text(self, text: str) -> None:
        if self.inside:
            self.value.append(text)

    def end(self, name: str) -> None:
        name = self.local[name]
        if name == "p":
            self.inside = False
        elif name in _CELLS:
            self._take("".join(self.value))
        elif name == "table-row":
            self.row += self.rows

    def _take(self, value: str) -> None:
        columns = int(self.cell.get("number-columns-repeated", 1))
        here, kind = (self.row, self.column), self.cell.get("value-type", "")
        if value or kind:
            self.facts.add(*here, len(value) * self.rows * columns, self.rows, columns)
            if kind == "percentage":
                self.facts.add_percent(*here, self.rows, columns)
            elif kind == "error":
                self.facts.errors[here] = value[:20]
            down, right = (int(self.cell.get(f"number-{way}-spanned", 1)) for way in ("rows", "columns"))
            if down * right > 1:
                self.facts.merged.append((*here, self.row + down - 1, self.column + right - 1))
        self.column += columns
