"""Charts as SVG, drawn on the server from plain values; one small module a kind.

Imports no app but ``names``. Start reading at ``stacked_bars.py``, then ``drawing.py``.

A chart is a frozen input that knows its table, its description and how to draw itself on a ``Sheet``; it reads no
database and no request. ``draw`` makes a ``Drawing`` of it. Each drawing has ``role="img"`` with a title and a
description, plain colours as attributes (so that a downloaded file looks right anywhere) and classes (so that a page's
stylesheet, dark mode included, wins over them). No ``style=`` anywhere.
"""

from .about import About
from .card import Card, draw_card
from .drawing import NARROW, WIDE, Drawing, Sheet, draw_swatch
from .lines import Lines, Note
from .matrix import Matrix, MatrixRow
from .meter import Meter, draw_meter
from .palette import Series
from .squares import SquareMark, SquareRow, Squares
from .stacked_bars import Bar, StackedBars, draw_bar
from .tile_grid import Tile, TileGrid
from .track import Track, draw_track

Chart = StackedBars | Lines | TileGrid | Meter | Squares | Matrix

MARGIN = 24  # the paper around a file of its own


def draw(chart: Chart, *, width: int = WIDE, rtl: bool = False, standalone: bool = False) -> Drawing:
    """Any chart, ``width`` pixels wide; ``standalone`` adds what a file of its own has to say of itself, and paper."""
    sheet = Sheet(f"{chart.name}-{width}", width, rtl, standalone)
    if not standalone:
        return sheet.finish(chart.draw_on(sheet, 2.0), chart.title, chart.description)
    y = chart.draw_on(sheet, sheet.heading(chart.title, chart.about.subtitle))
    return sheet.finish(sheet.footing(y, chart.about.footing), chart.title, chart.description, MARGIN)


__all__ = [
    "NARROW",
    "WIDE",
    "About",
    "Bar",
    "Card",
    "Chart",
    "Drawing",
    "Lines",
    "Matrix",
    "MatrixRow",
    "Meter",
    "Note",
    "Series",
    "SquareMark",
    "SquareRow",
    "Squares",
    "StackedBars",
    "Tile",
    "TileGrid",
    "Track",
    "draw",
    "draw_bar",
    "draw_card",
    "draw_meter",
    "draw_swatch",
    "draw_track",
]
