"""Stacked horizontal bars: parts of a whole, one bar or one a row. Rows stay in the order given: no ranking."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from names.phrases import labelled, listed

from .about import NOTHING_SAID, About
from .drawing import Sheet
from .palette import WASH, Series
from .words import cut, number, text_width

BAR_HEIGHT = 24


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it is of, and a count for each series, in the chart's order."""

    label: str
    values: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.values)


@dataclass(frozen=True, slots=True)
class StackedBars:
    """Bars over the same series. ``share`` draws each bar full width; otherwise the largest total fills it.

    ``unit`` says what is counted, ``bars_are`` what each bar is of (the table's first heading).
    """

    name: str
    title: str
    series: tuple[Series, ...]
    bars: tuple[Bar, ...]
    about: About = NOTHING_SAID
    share: bool = False
    unit: str = ""
    bars_are: str = ""

    def __post_init__(self) -> None:
        for bar in self.bars:
            if len(bar.values) != len(self.series):
                raise ValueError(f"{bar.label!r} has {len(bar.values)} values for {len(self.series)} series.")
            if any(value < 0 for value in bar.values):
                raise ValueError(f"{bar.label!r} has a negative count.")

    @property
    def description(self) -> str:
        """Every number of the chart in words."""
        parts = []
        for bar in self.bars:
            counts = listed(
                f"{series.label} {number(value)}" for series, value in zip(self.series, bar.values, strict=True)
            )
            parts.append(f"{labelled(bar.label, counts)}.")
        return " ".join(parts)

    def table(self) -> tuple[list[str], list[list[str]]]:
        """The chart as a table: column labels, and rows of cells."""
        columns = [self.bars_are or _("Group"), *(series.label for series in self.series), _("Total")]
        return columns, [[bar.label, *map(number, bar.values), number(bar.total)] for bar in self.bars]

    def draw_on(self, sheet: Sheet, y: float) -> float:
        """The key and the bars, from ``y`` down; returns the ``y`` below them."""
        y = sheet.key(self.series, y)
        if self.unit and self.bars:
            sheet.text(sheet.width, y + 8, cut(self.unit, 12, sheet.width), size=12, anchor="end", colour="soft")
            y += 12
        largest = max((bar.total for bar in self.bars), default=0)
        for bar in self.bars:
            total = number(bar.total)
            room = sheet.width - text_width(total, 14) - 12
            sheet.text(0, y + 14, cut(bar.label, 14, room))
            sheet.text(sheet.width, y + 14, total, anchor="end", colour="soft")
            y += 22
            sheet.rect(0, y, sheet.width, BAR_HEIGHT, WASH, cls="chart-wash")
            _draw_bar(sheet, self, bar, y, bar.total if self.share else largest)
            y += BAR_HEIGHT + 16
        return y


def segments(values: Sequence[int], width: float, whole: int) -> list[tuple[float, float]]:
    """Where each value's part starts and how wide it is, when ``whole`` is ``width`` wide."""
    places, start = [], 0
    for value in values:
        places.append((width * start / whole, width * value / whole) if whole else (0.0, 0.0))
        start += value
    return places


def _draw_bar(sheet: Sheet, chart: StackedBars, bar: Bar, y: float, whole: int) -> None:
    for series, value, (x, width) in zip(
        chart.series, bar.values, segments(bar.values, sheet.width, whole), strict=True
    ):
        if not value:
            continue
        gap = 1.5 if width > 3 else 0
        sheet.rect(x, y, width - gap, BAR_HEIGHT, series.key)
        text = number(value)
        needed = text_width(text, 13) + 8
        if width - gap >= needed:
            sheet.plate(x + 1, y + 3, needed, BAR_HEIGHT - 6, series.key)
            sheet.text(x + 5, y + 17, text, size=13, colour="knock", bold=True)


def draw_bar(series: tuple[Series, ...], values: tuple[int, ...], *, whole: int = 0, rtl: bool = False) -> SafeString:
    """A bar without words that stretches to its box, for a table's cell; the numbers stand beside it in the page.

    ``whole`` is the count that fills the box (the values' own sum when 0). Hidden from screen readers.
    """
    sheet = Sheet("", 100, rtl)
    whole = whole or sum(values)
    for item, value, (x, width) in zip(series, values, segments(values, 100, whole), strict=True):
        if value:
            sheet.plate(x, 0, max(width - 0.4, 0.3), 10, item.key)
    return mark_safe(  # noqa: S308  our own drawing, of numbers and colours alone
        '<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        f'<rect width="100" height="10" class="chart-wash" fill="{WASH}"/>{"".join(sheet.parts)}</svg>'
    )
