"""Counts over time: as lines, or as areas stacked on each other."""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from names.dates import date_in_words
from names.phrases import labelled

from .about import NOTHING_SAID, About
from .drawing import NARROW, SWATCH, Sheet
from .palette import Series
from .plot import PLOT_HEIGHT, Plot, draw_axes, draw_notes, nice_ceiling
from .words import cut, number, numbers, text_width

LABEL_SIZE = 13
LABEL_PITCH = 18
NOTE_INDENT = 20


@dataclass(frozen=True, slots=True)
class Note:
    """Something that happened on a day of the chart: marked there by its number, and named below."""

    day: dt.date
    text: str


@dataclass(frozen=True, slots=True)
class Lines:
    """A count of each series at each day of ``days`` (rising). ``stacked`` draws areas that add up, the first lowest.

    ``pages`` are the addresses where each day can be looked at, as many as days or none.
    """

    name: str
    title: str
    days: tuple[dt.date, ...]
    series: tuple[Series, ...]
    values: tuple[tuple[int, ...], ...]
    about: About = NOTHING_SAID
    stacked: bool = False
    unit: str = ""
    notes: tuple[Note, ...] = ()
    pages: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if len(self.values) != len(self.series):
            raise ValueError(f"{len(self.values)} rows of values for {len(self.series)} series.")
        if any(len(row) != len(self.days) for row in self.values):
            raise ValueError("Every series needs one value a day.")
        if any(value < 0 for row in self.values for value in row):
            raise ValueError("Counts cannot be negative.")
        if any(later <= earlier for earlier, later in zip(self.days, self.days[1:], strict=False)):
            raise ValueError("The days must rise.")
        if any(not self.days or not self.days[0] <= note.day <= self.days[-1] for note in self.notes):
            raise ValueError("A note lies outside the days.")

    @property
    def description(self) -> str:
        """The first and the last value of each series in words, and what happened in between."""
        if not self.days:
            return _("No data.")
        text = _("%(label)s: %(first)s in %(start)s, %(last)s in %(end)s.")
        start, end = _month(self.days[0]), _month(self.days[-1])
        said = [
            text % {"label": s.label, "first": number(row[0]), "start": start, "last": number(row[-1]), "end": end}
            for s, row in zip(self.series, self.values, strict=True)
        ]
        return " ".join([*said, *(f"{words}." for words in self.noted)])

    @property
    def noted(self) -> list[str]:
        """The notes in words, each with its day: ``15 February 2025: reports on 2024 due``."""
        language = get_language() or ""
        return [labelled(_day(note.day, language), note.text) for note in self.notes]

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
    def happened(self) -> list[list[str]]:
        """For each day what happened since the one before it."""
        events: list[list[str]] = [[] for _day in self.days]
        for note in self.notes:
            events[next(place for place, day in enumerate(self.days) if note.day <= day)].append(note.text)
        return events

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

    def draw_on(self, sheet: Sheet, y: float) -> float:
        """The chart, from ``y`` down: names at the ends of the lines where there is room, else a key above.

        A page has the key of stacked areas beside the chart, where its marks can be pressed. Returns the ``y`` below.
        """
        room_for_labels = sheet.width > NARROW + 100 and len(self.series) * LABEL_PITCH <= PLOT_HEIGHT
        in_the_page = self.is_stacked and not sheet.standalone
        if not self.days or not (room_for_labels or in_the_page):
            y = sheet.key(self.series, y, lines=not self.is_stacked, tints=self.is_stacked)
        if not self.days:
            return y
        plot = self._plot(sheet, y, room_for_labels)
        draw_axes(sheet, plot)
        with sheet.group("plot", zero=plot.y(0), one=plot.y(0) - plot.y(1), top=plot.top):
            _draw_series(sheet, self, plot)
        draw_notes(sheet, plot, [note.day for note in self.notes])
        if room_for_labels:
            _end_labels(sheet, self, plot)
        y = plot.top + PLOT_HEIGHT + 30
        return self._notes_below(sheet, y) if sheet.standalone else y

    def _plot(self, sheet: Sheet, y: float, room_for_labels: bool) -> Plot:
        tops = [value for _low, top in self.layers for value in top]
        ceiling, step = nice_ceiling(max(tops, default=0))
        margin = _label_margin(self, sheet.width) if room_for_labels else 18
        if self.unit:
            sheet.text(0, y + 10, cut(self.unit, 12, sheet.width), size=12, colour="soft")
            y += 16
        top = y + (20 if self.notes else 8)
        left = 12 + text_width(number(ceiling), 12)
        return Plot(self.days, left, sheet.width - margin, top, ceiling, step)

    def _notes_below(self, sheet: Sheet, y: float) -> float:
        """What the marks mean, side by side where two fit."""
        half = sheet.width / 2
        columns = 2 if all(text_width(words, 12) < half - NOTE_INDENT - 8 for words in self.noted) else 1
        rows = -(-len(self.noted) // columns)
        for place, words in enumerate(self.noted):
            x, below = half * (place // rows), y + 17 * (place % rows + 1)
            sheet.text(x, below, number(place + 1), size=12, bold=True)
            room = sheet.width / columns - NOTE_INDENT
            sheet.text(x + NOTE_INDENT, below, cut(words, 12, room), size=12, colour="soft")
        return y + 17 * rows + 8


@lru_cache(maxsize=4096)
def _day(day: dt.date, language: str) -> str:
    return date_in_words(day)


def _month(day: dt.date) -> str:
    return date_in_words(day, "YEAR_MONTH_FORMAT")


def _draw_series(sheet: Sheet, chart: Lines, plot: Plot) -> None:
    across = [plot.x(day) for day in chart.days]
    for series, (low, top) in zip(chart.series, chart.layers, strict=True):
        upper = [(x, plot.y(value)) for x, value in zip(across, top, strict=True)]
        if chart.is_stacked:
            lower = [(x, plot.y(value)) for x, value in zip(across, low, strict=True)]
            with sheet.group("area", key=series.key):
                sheet.area([*upper, *reversed(lower)], series.key)
                sheet.edge(upper, outer=series is chart.series[-1])
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


def _figures_width(chart: Lines) -> float:
    return max((text_width(number(row[-1]), LABEL_SIZE) for row in chart.values), default=0) + 3


def _label_margin(chart: Lines, width: int) -> float:
    """How much room the labels at the lines' ends take, at most a third of the chart."""
    names = max((text_width(series.label, LABEL_SIZE) for series in chart.series), default=0)
    return min(24 + _swatch(chart) + _figures_width(chart) + names, width / 3)


def _swatch(chart: Lines) -> int:
    return 12 if chart.is_stacked else SWATCH


def _end_labels(sheet: Sheet, chart: Lines, plot: Plot) -> None:
    """At the end of each line what it looks like, its last value and its name; where they would meet, moved apart."""
    wanted = [plot.y((low[-1] + top[-1]) / 2 if chart.stacked else top[-1]) for low, top in chart.layers]
    # The lowest area has the lowest label, however thin areas lie on each other.
    places = spread(wanted[::-1], plot.top + 6, plot.top + PLOT_HEIGHT - 4)[::-1]
    start = plot.right + 10
    figures = start + _swatch(chart) + 5 + _figures_width(chart)
    for series, row, y in zip(chart.series, chart.values, places, strict=True):
        with sheet.group("label", key=series.key, y=y):
            if chart.is_stacked:
                sheet.tint(start, y - 5.5, 11, 11, series.key)
            else:
                sheet.stroke([(start, y), (start + SWATCH, y)], series.key)
            sheet.text(figures, y + 4.5, number(row[-1]), size=LABEL_SIZE, anchor="end", bold=True)
            label = cut(series.label, LABEL_SIZE, sheet.width - figures - 5)
            sheet.text(figures + 5, y + 4.5, label, size=LABEL_SIZE)
