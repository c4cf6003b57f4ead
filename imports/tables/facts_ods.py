"""The facts of a sheet of an ODS file."""

from __future__ import annotations

import zipfile

from .facts import SheetFacts, by_local_name, walk

_CELLS = ("table-cell", "covered-table-cell")


def facts_of(archive: zipfile.ZipFile, sheet: str) -> SheetFacts:
    """Raises as ``walk`` does, and ``KeyError`` for a part that is missing."""
    reader = _Reader(sheet)
    walk(archive, "content.xml", start=reader.start, end=reader.end, text=reader.text)
    return reader.facts


class _Reader:
    """Called back for the elements of all sheets; looks at one."""

    def __init__(self, sheet: str) -> None:
        self.facts = SheetFacts()
        self.sheet, self.is_here = sheet, False
        self.row, self.rows, self.column = 0, 1, 0
        self.cell: dict[str, str] = {}
        self.value: list[str] = []
        self.inside = False

    def start(self, name: str, attrs: dict[str, str]) -> None:
        if name == "table":
            self.is_here = by_local_name(attrs.items()).get("name") == self.sheet
        elif not self.is_here:
            return
        elif name == "table-row":
            self.rows, self.column = int(by_local_name(attrs.items()).get("number-rows-repeated", 1)), 0
        elif name in _CELLS:
            # calcext:value-type comes after office:value-type, and alone says that the value is an error
            self.cell, self.value = by_local_name(attrs.items()), []
        elif name == "p":
            self.inside = True

    def text(self, text: str) -> None:
        if self.inside and self.is_here:
            self.value.append(text)

    def end(self, name: str) -> None:
        if not self.is_here:
            return
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
            self.facts.add(*here, len(value), self.rows, columns)
            if kind == "percentage":
                self.facts.add_percent(*here, self.rows, columns)
            elif kind == "error":
                self.facts.errors[here] = value[:20]
            down, right = (int(self.cell.get(f"number-{way}-spanned", 1)) for way in ("rows", "columns"))
            if down * right > 1:
                self.facts.merged.append((*here, self.row + down - 1, self.column + right - 1))
        self.column += columns
