"""Who was asked and who has answered: a row for each thing that was asked, a column for each who was asked."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from names.phrases import labelled, listed

from .about import NOTHING_SAID, About
from .drawing import NARROW, Sheet
from .words import broken, cut, number

MARK_HEIGHT, MARK_SHARE = 12, 0.7
LINE, INDENT = 16, 24


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
        step = (sheet.width - left) / max(len(self.columns), 1)
        y = self._headings(sheet, self._key(sheet, y), left, step)
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

    def _headings(self, sheet: Sheet, y: float, left: float, step: float) -> float:
        """A number above each column, and before that what the numbers mean: names would not fit side by side."""
        in_a_row = 2 if sheet.width > NARROW else 1
        room, rows = sheet.width / in_a_row, -(-len(self.columns) // in_a_row)
        for place, column in enumerate(self.columns):
            x, below = room * (place // rows), y + 12 + LINE * (place % rows)
            sheet.text(x, below, number(place + 1), size=12, bold=True)
            sheet.text(x + INDENT, below, cut(column, 12, room - INDENT - 8), size=12, colour="soft")
        y += LINE * rows + 18
        for place in range(len(self.columns)):
            middle = left + place * step + step * MARK_SHARE / 2
            sheet.text(middle, y, number(place + 1), size=11, anchor="middle", bold=True)
        return y + 8


def _mark(sheet: Sheet, cell: bool | None, x: float, y: float, width: float) -> None:
    if cell:
        sheet.rect(x, y, width, MARK_HEIGHT, "accent")
    elif cell is False:
        sheet.outline(x, y, width, MARK_HEIGHT, "off_track")
