"""Charts framed on other sites: the code to copy, and how tall a frame must be to show the whole chart."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from charts import NARROW, WIDE, Chart, Lines, draw
from dashboard.chart_data import CHARTS, areas_chart, status_chart
from dashboard.filters import Selection
from dashboard.statistics import summary

# How wide tracker.css lets each drawing become inside a frame, in pixels.
WIDEST_NARROW, WIDEST = 416, 736
# Title, subtitle, source, the closed table and the link to the site, at the width that breaks them into most lines.
AROUND = 400
# What a chart over time has below it besides: what its areas are, the months, and each note, in two lines.
CONTROLS, NOTE = 180, 48
STEP = 20


@dataclass(frozen=True)
class Embed:
    """A chart that the chosen filters can draw. ``address`` is absolute, ``height`` in pixels."""

    name: str
    title: Any
    path: str
    address: str
    height: int


def height_of(chart: Chart) -> int:
    """Pixels that hold the page of an embedded chart at any width of the frame, its table closed."""
    narrow = draw(chart, width=NARROW).height * WIDEST_NARROW / NARROW
    wide = draw(chart, width=WIDE).height * WIDEST / WIDE
    over_time = CONTROLS + NOTE * len(chart.notes) if isinstance(chart, Lines) else 0
    return math.ceil((max(narrow, wide) + AROUND + over_time) / STEP) * STEP


def embeds(selection: Selection) -> list[Embed]:
    """The charts under these filters, each with the frame that shows it; those that cannot be drawn are left out."""
    numbers, found = summary(selection), []
    drawn = {"areas": areas_chart(selection, numbers), "status": status_chart(selection, numbers)}
    for name, named in CHARTS.items():
        if (chart := drawn.get(name) or named.chart(selection)) is not None:
            path = selection.address(f"/embed/{name}/")
            found.append(Embed(name, named.title, path, settings.SITE_URL + path, height_of(chart)))
    return found
