"""The ground that counts over time are drawn on: axes, a tick each January, and marks where something happened."""

import datetime as dt
from dataclasses import dataclass

from names.dates import date_in_words

from .drawing import Sheet
from .words import number, text_width

PLOT_HEIGHT = 240
MARK = 15  # the side of a note's mark


@dataclass(frozen=True, slots=True)
class Plot:
    """Where a day and a count lie on the sheet. ``ceiling`` is the count at the top, ``step`` from tick to tick."""

    days: tuple[dt.date, ...]
    left: float
    right: float
    top: float
    ceiling: int
    step: int

    def x(self, day: dt.date) -> float:
        """Across, by days and not by points: months differ in length."""
        span = (self.days[-1] - self.days[0]).days
        return self.left + (self.right - self.left) * ((day - self.days[0]).days / span if span else 0.5)

    def y(self, value: float) -> float:
        """Down, from the count at the top to none."""
        return self.top + PLOT_HEIGHT * (1 - value / self.ceiling)


def nice_ceiling(value: int) -> tuple[int, int]:
    """The axis' end and the step of its ticks: at most five steps of 1, 2 or 5 times a power of ten."""
    step = 1
    while step * 5 < value:
        power = 10 ** (len(str(step)) - 1)
        step = {1: 2, 2: 5, 5: 10}[step // power] * power
    return max(-(-value // step) * step, step), step


def draw_axes(sheet: Sheet, plot: Plot) -> None:
    """Counts beside the plot; below it a tick each January, with its year where there is room."""
    for value in range(0, plot.ceiling + 1, plot.step):
        y = plot.y(value)
        sheet.line(plot.left, y, plot.right, y, "rule" if value else "axis")
        sheet.text(plot.left - 8, y + 4, number(value), size=12, anchor="end", colour="soft")
    taken = -1e9
    for day, label in _ticks(plot.days):
        x, half = plot.x(day), text_width(label, 12) / 2
        sheet.line(x, plot.y(0), x, plot.y(0) + 5, "axis")
        # A label at either end may be wider than the room beside its tick: it moves in, the tick stays.
        middle = min(max(x, half), max(sheet.width - half, half))
        if middle - half >= taken:
            sheet.text(middle, plot.y(0) + 20, label, size=12, anchor="middle", colour="soft")
            taken = middle + half + 12


def _ticks(days: tuple[dt.date, ...]) -> list[tuple[dt.date, str]]:
    """The years that begin within the days, each on its 1 January; where none does, the first and the last month."""
    years = [dt.date(year, 1, 1) for year in range(days[0].year, days[-1].year + 1)]
    within = [day for day in years if days[0] <= day <= days[-1]]
    if within:
        return [(day, date_in_words(day, "M Y")) for day in within]
    return [(day, date_in_words(day, "YEAR_MONTH_FORMAT")) for day in dict.fromkeys((days[0], days[-1]))]


def draw_notes(sheet: Sheet, plot: Plot, days: list[dt.date]) -> None:
    """A line on each of ``days`` with its number above the plot, from 1; what they mean is said below the chart."""
    half, free = MARK / 2, -1e9
    for place, day in enumerate(days, start=1):
        x = plot.x(day)
        sheet.line(x, plot.top - 4, x, plot.y(0), "note")
        middle = min(max(x, half, free), sheet.width - half)
        sheet.text(middle, plot.top - 8, number(place), size=11, anchor="middle", colour="soft", bold=True)
        free = middle + MARK
