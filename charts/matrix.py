"""Who was asked and who has answered: a row for each thing that was asked, a column for each who was asked."""

import math
from dataclasses import dataclass

from django.utils.translation import gettext as _

from names.phrases import labelled, listed

from .about import NOTHING_SAID, About
from .drawing import NARROW, Sheet
from .words import broken, cut, text_width

MARK_HEIGHT, MARK_SHARE = 12, 0.7
LINE = 16
NAME_SIZE, LONGEST = 11, 190  # of the names above the columns


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """What was asked, and for each column True (answered), False (asked, not answered) or None (not asked)."""

    label: str
    cells: tuple[bool | None, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Groups of rows against columns. ``answered`` and ``asked`` are what the two kinds of cells are called."""

    name: str
    title: str
    columns: tuple[str, ...]
    groups: tuple[tuple[str, tuple[MatrixRow, ...]], ...]
    answered: str
    asked: str
    about: About = NOTHING_SAID
    rows_are: str = ""

    def __post_init__(self) -> None:
        for _label, rows in self.groups:
            for row in rows:
                if len(row.cells) != len(self.columns):
                    raise ValueError(f"{row.label!r} has {len(row.cells)} cells for {len(self.columns)} columns.")

    @property
    def description(self) -> str:
        """Of each row, who was asked and has not answered."""
        nobody = _("none")
        return " ".join(f"{labelled(row.label, listed(self._silent(row)) or nobody)}." for row in self._rows)

    @property
    def _rows(self) -> list[MatrixRow]:
        return [row for _label, rows in self.groups for row in rows]

    def _silent(self, row: MatrixRow) -> list[str]:
        return [column for column, cell in zip(self.columns, row.cells, strict=True) if cell is False]

    def table(self) -> tuple[list[str], list[list[str]]]:
        """The chart as a table, with the two kinds of cells in words."""
        words = {True: self.answered, False: self.asked, None: ""}
        return [self.rows_are or _("Group"), *self.columns], [
            [row.label, *(words[cell] for cell in row.cells)] for row in self._rows
        ]

    def draw_on(self, sheet: Sheet, y: float) -> float:
        """The key, the headings and the rows, from ``y`` down; returns the ``y`` below them."""
        left = sheet.width * 0.42
        names = [cut(column, NAME_SIZE, LONGEST) for column in self.columns]
        slant = 90 if sheet.width <= NARROW else 45  # side by side they have no room
        longest = max((text_width(name, NAME_SIZE) for name in names), default=0)
        # What the last one needs beyond its column, its descenders included.
        leaning = longest * math.cos(math.radians(slant)) + NAME_SIZE * 0.6
        step = (sheet.width - left - leaning) / max(len(names), 1)
        y = self._key(sheet, y) + longest * math.sin(math.radians(slant)) + NAME_SIZE
        for place, name in enumerate(names):
            middle = left + place * step + step * MARK_SHARE / 2
            sheet.text(middle + NAME_SIZE / 3, y, name, size=NAME_SIZE, slant=slant)
        y += 8
        for label, rows in self.groups:
            if label:
                sheet.text(0, y + 16, cut(label, 13, sheet.width), size=13, bold=True)
                y += 24
            for row in rows:
                lines = broken(row.label, 12, left - 12, 2)
                height = LINE * max(len(lines), 1) + 8
                for place, line in enumerate(lines):
                    sheet.text(0, y + 14 + LINE * place, line, size=12)
                for column, cell in enumerate(row.cells):
                    _mark(sheet, cell, left + column * step, y + (height - MARK_HEIGHT) / 2, step * MARK_SHARE)
                sheet.line(0, y + height, sheet.width, y + height, "rule")
                y += height
            y += 8
        return y

    def _key(self, sheet: Sheet, y: float) -> float:
        for cell, label in ((True, self.answered), (False, self.asked)):
            _mark(sheet, cell, 0, y + 3, 28)
            sheet.text(36, y + 14, cut(label, 13, sheet.width - 36), size=13)
            y += 22
        return y + 6


def _mark(sheet: Sheet, cell: bool | None, x: float, y: float, width: float) -> None:
    if cell:
        sheet.rect(x, y, width, MARK_HEIGHT, "accent")
    elif cell is False:
        sheet.outline(x, y, width, MARK_HEIGHT, "off_track")
