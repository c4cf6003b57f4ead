"""Counts over time: as lines, or as areas stacked on each other."""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .drawing import NARROW, SWATCH, WIDE, Drawing, Sheet
from .palette import Series
from .words import cut, number, numbers, text_width

PLOT_HEIGHT = 240
STANDALONE_MARGIN = 24
LABEL_SIZE = 13
LABEL_PITCH = 18


@dataclass(frozen=True, slots=True)
class Lines:
    """A count of each series at each day of ``days`` (rising). ``stacked`` draws areas that add up."""

    name: str
    title: str
    days: tuple[dt.date, ...]
    series: tuple[Series, ...]
    values: tuple[tuple[int, ...], ...]
    source: str = ""
    stacked: bool = False
    unit: str = ""

    def __post_init__(self) -> None:
        if len(self.values) != len(self.series):
            raise ValueError(f"{len(self.values)} rows of values for {len(self.series)} series.")
        if any(len(row) != len(self.days) for row in self.values):
            raise ValueError("Every series needs one value a day.")
        if any(value < 0 for row in self.values for value in row):
            raise ValueError("Counts cannot be negative.")
        if any(later <= earlier for earlier, later in zip(self.days, self.days[1:], strict=False)):
            raise ValueError("The days must rise.")

    @property
    def description(self) -> str:
        """The first and the last value of each series in words."""
        if not self.days:
            return _("No data.")
        text = _("%(label)s: %(first)s in %(start)s, %(last)s in %(end)s.")
        start, end = _month(self.days[0]), _month(self.days[-1])
        return " ".join(
            text % {"label": s.label, "first": number(row[0]), "start": start, "last": number(row[-1]), "end": end}
            for s, row in zip(self.series, self.values, strict=True)
        )

    def table(self) -> tuple[list[str], list[list[str]]]:
        """The chart as a table: column labels, and a row a day."""
        columns = [_("Date"), *(series.label for series in self.series)]
        language = get_language() or ""
        days = [_day(day, language) for day in self.days]
        return columns, [list(row) for row in zip(days, *map(numbers, self.values), strict=True)]

    @property
    def is_stacked(self) -> bool:
        """True when it is drawn as areas: one day alone has no area."""
        return self.stacked and len(self.days) > 1

    @property
    def layers(self) -> list[tuple[list[int], list[int]]]:
        """For each series the lower and upper edge: from 0 for lines, from the series below when stacked."""
        below = [0] * len(self.days)
        layers = []
        for row in self.values:
            top = [low + value for low, value in zip(below, row, strict=True)] if self.stacked else list(row)
            layers.append((below, top))
            below = top if self.stacked else below
        return layers


@lru_cache(maxsize=4096)
def _day(day: dt.date, language: str) -> str:
    return formats.date_format(day)


def _month(day: dt.date) -> str:
    return formats.date_format(day, "YEAR_MONTH_FORMAT")


def nice_ceiling(value: int) -> tuple[int, int]:
    """The axis' end and the step of its ticks: at most five steps of 1, 2 or 5 times a power of ten."""
    step = 1
    while step * 5 < value:
        power = 10 ** (len(str(step)) - 1)
        step = {1: 2, 2: 5, 5: 10}[step // power] * power
    return max(-(-value // step) * step, step), step


@dataclass
class _Plot:
    """Where a day and a count lie on the sheet."""

    chart: Lines
    left: float
    right: float
    top: float
    ceiling: int

    def x(self, day: dt.date) -> float:
        days = self.chart.days
        span = (days[-1] - days[0]).days
        return self.left + (self.right - self.left) * ((day - days[0]).days / span if span else 0.5)

    def y(self, value: float) -> float:
        return self.top + PLOT_HEIGHT * (1 - value / self.ceiling)


def _axes(sheet: Sheet, plot: _Plot, step: int) -> None:
    for value in range(0, plot.ceiling + 1, step):
        y = plot.y(value)
        sheet.line(plot.left, y, plot.right, y, "rule" if value else "axis")
        sheet.text(plot.left - 8, y + 4, number(value), size=12, anchor="end", colour="soft")
    taken = -1e9
    for day, label in _ticks(plot.chart.days):
        x, half = plot.x(day), text_width(label, 12) / 2
        # A label at either end may be wider than the room beside its tick: it moves in, the tick stays.
        middle = min(max(x, half), max(sheet.width - half, half))
        if middle - half < taken:
            continue
        sheet.line(x, plot.y(0), x, plot.y(0) + 5, "axis")
        sheet.text(middle, plot.y(0) + 20, label, size=12, anchor="middle", colour="soft")
        taken = middle + half + 16


def _ticks(days: tuple[dt.date, ...]) -> list[tuple[dt.date, str]]:
    """The years that begin within the days, each on its 1 January; where none does, the first and the last month."""
    years = [dt.date(year, 1, 1) for year in range(days[0].year, days[-1].year + 1)]
    within = [day for day in years if days[0] <= day <= days[-1]]
    if within:
        return [(day, str(day.year)) for day in within]
    return [(day, _month(day)) for day in dict.fromkeys((days[0], days[-1]))]


def _draw_series(sheet: Sheet, plot: _Plot) -> None:
    across = [plot.x(day) for day in plot.chart.days]
    for series, (low, top) in zip(plot.chart.series, plot.chart.layers, strict=True):
        upper = [(x, plot.y(value)) for x, value in zip(across, top, strict=True)]
        if plot.chart.is_stacked:
            lower = [(x, plot.y(value)) for x, value in zip(across, low, strict=True)]
            sheet.area([*upper, *reversed(lower)], series.key)
            sheet.edge(upper)
            continue
        sheet.stroke(upper, series.key)
        x, y = upper[-1]
        sheet.plate(x - 3.5, y - 3.5, 7, 7, series.key)


def spread(wanted: list[float], low: float, high: float) -> list[float]:
    """Places near the wanted ones, in their order, a line apart, between ``low`` and ``high`` where they fit."""
    order = sorted(range(len(wanted)), key=wanted.__getitem__)
    places = list(wanted)
    floor = low
    for index in order:
        places[index] = max(places[index], floor)
        floor = places[index] + LABEL_PITCH
    ceiling = high
    for index in reversed(order):
        places[index] = min(places[index], ceiling)
        ceiling = places[index] - LABEL_PITCH
    return places


def _end_label(series: Series, row: tuple[int, ...]) -> str:
    return f"{series.label} {number(row[-1])}"


def _label_margin(chart: Lines, width: int) -> float:
    """How much room the labels at the lines' ends take, at most a third of the chart."""
    labels = map(_end_label, chart.series, chart.values)
    return min(max((text_width(label, LABEL_SIZE) for label in labels), default=0) + 20 + SWATCH, width / 3)


def _end_labels(sheet: Sheet, plot: _Plot) -> None:
    wanted = [plot.y((low[-1] + top[-1]) / 2 if plot.chart.stacked else top[-1]) for low, top in plot.chart.layers]
    places = spread(wanted, plot.top + 6, plot.top + PLOT_HEIGHT - 4)
    room = sheet.width - plot.right - 16 - SWATCH
    for series, row, y in zip(plot.chart.series, plot.chart.values, places, strict=True):
        if plot.chart.is_stacked:
            sheet.rect(plot.right + 10, y - 6, SWATCH, 12, series.key)
        else:
            sheet.stroke([(plot.right + 10, y), (plot.right + 10 + SWATCH, y)], series.key)
        label = cut(_end_label(series, row), LABEL_SIZE, room)
        sheet.text(plot.right + 16 + SWATCH, y + 4.5, label, size=LABEL_SIZE)


def draw_lines(chart: Lines, *, width: int = WIDE, rtl: bool = False, standalone: bool = False) -> Drawing:
    """The chart, ``width`` pixels wide: labels at the ends of the lines where there is room, else a key above."""
    sheet = Sheet(f"{chart.name}-{width}", width, rtl)
    y = sheet.heading(chart.title) if standalone else 2.0
    room_for_labels = width > NARROW + 100 and len(chart.series) * LABEL_PITCH <= PLOT_HEIGHT
    if not room_for_labels or not chart.days:
        y = sheet.key(chart.series, y, lines=not chart.is_stacked)
    if chart.days:
        tops = [value for _low, top in chart.layers for value in top]
        ceiling, step = nice_ceiling(max(tops, default=0))
        left = 12 + text_width(number(ceiling), 12)
        margin = _label_margin(chart, width) if room_for_labels else 18
        if chart.unit:
            sheet.text(0, y + 10, cut(chart.unit, 12, width), size=12, colour="soft")
            y += 16
        plot = _Plot(chart, left, width - margin, y + 8, ceiling)
        _axes(sheet, plot, step)
        _draw_series(sheet, plot)
        if room_for_labels:
            _end_labels(sheet, plot)
        y = plot.top + PLOT_HEIGHT + 30
    if standalone:
        y = sheet.footing(y, chart.source)
    return sheet.finish(y, chart.title, chart.description, STANDALONE_MARGIN if standalone else 0)
