"""A square for each thing that is counted, in rows: what it is can be seen one by one, and how many at a glance."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from names.phrases import labelled, listed

from .about import NOTHING_SAID, About
from .drawing import Sheet
from .words import cut, number, text_width

SIDE, GAP, DOT = 15, 5, 7
DASHED = {"not_started": "", "none": "3 2"}


@dataclass(frozen=True, slots=True)
class SquareMark:
    """One thing: its ``state`` is one of the chart's; paler when ``is_silent``, with a dot when ``is_overdue``."""

    state: str
    is_silent: bool = False
    is_overdue: bool = False


@dataclass(frozen=True, slots=True)
class SquareRow:
    """The squares of one group, in the order given."""

    label: str
    squares: tuple[SquareMark, ...]


@dataclass(frozen=True, slots=True)
class Squares:
    """Rows of squares. ``states`` are (key, label) in their order; ``silent`` and ``overdue`` name these.

    ``rows_are`` says what each row is of (the table's first heading).
    """

    name: str
    title: str
    states: tuple[tuple[str, str], ...]
    rows: tuple[SquareRow, ...]
    silent: str
    overdue: str
    about: About = NOTHING_SAID
    rows_are: str = ""

    def __post_init__(self) -> None:
        known = {key for key, _label in self.states}
        for row in self.rows:
            for square in row.squares:
                if square.state not in known:
                    raise ValueError(f"{square.state!r} in {row.label!r} is no state of the chart.")

    @property
    def description(self) -> str:
        """Every count of the chart in words."""
        columns, rows = self.table()
        return " ".join(
            f"{labelled(name, listed(f'{label} {cell}' for label, cell in zip(columns[1:], cells, strict=True)))}."
            for name, *cells in rows
        )

    def table(self) -> tuple[list[str], list[list[str]]]:
        """The chart as a table: a row a group, how many stand so."""
        columns = [self.rows_are or _("Group"), *(label for _key, label in self.states), self.silent, self.overdue]
        return columns, [
            [
                row.label,
                *(number(sum(square.state == key for square in row.squares)) for key, _label in self.states),
                number(sum(square.is_silent for square in row.squares)),
                number(sum(square.is_overdue for square in row.squares)),
            ]
            for row in self.rows
        ]

    def draw_on(self, sheet: Sheet, y: float) -> float:
        """The key and the rows, from ``y`` down; returns the ``y`` below them."""
        y = self._key(sheet, y)
        columns = max(int((sheet.width + GAP - DOT) // (SIDE + GAP)), 1)
        for row in self.rows:
            total = number(len(row.squares))
            sheet.text(0, y + 14, cut(row.label, 14, sheet.width - text_width(total, 14) - 12))
            sheet.text(sheet.width, y + 14, total, anchor="end", colour="soft")
            y += 26
            for place, square in enumerate(row.squares):
                _draw(sheet, square, place % columns * (SIDE + GAP), y + place // columns * (SIDE + GAP))
            y += (-(-len(row.squares) // columns) or 1) * (SIDE + GAP) + 12
        return y

    def _key(self, sheet: Sheet, y: float) -> float:
        marks = [(SquareMark(key), label) for key, label in self.states]
        marks += [(SquareMark("in_progress", is_silent=True), self.silent)]
        marks += [(SquareMark("in_progress", is_overdue=True), self.overdue)]
        x = 0.0
        for mark, label in marks:
            label = cut(label, 13, sheet.width - SIDE - 8)
            needed = SIDE + 8 + text_width(label, 13)
            if x and x + needed > sheet.width:
                x, y = 0.0, y + 24
            _draw(sheet, mark, x, y + 3)
            sheet.text(x + SIDE + 8, y + 15, label, size=13)
            x += needed + 14
        return y + 34


def _draw(sheet: Sheet, square: SquareMark, x: float, y: float) -> None:
    if square.state in ("not_started", "none"):
        sheet.outline(x, y, SIDE, SIDE, "ink" if square.state == "not_started" else "soft", dash=DASHED[square.state])
    elif square.is_silent:
        sheet.pale(x, y, SIDE, square.state)
    else:
        sheet.rect(x, y, SIDE, SIDE, square.state)
    if square.is_overdue:
        sheet.plate(x + SIDE - DOT / 2 - 1, max(y - DOT / 2 + 1, 0), DOT, DOT, "off_track")
