"""Charts as SVG, drawn on the server from plain values; one small module a kind.

Imports no app but ``names``. Start reading at ``stacked_bars.py``, then ``drawing.py``.

Pure functions: a frozen input goes in, a ``Drawing`` comes out; they read no database and no request. Each drawing
has ``role="img"`` with a title and a description, plain colours as attributes (so that a downloaded file looks right
anywhere) and classes (so that a page's stylesheet, dark mode included, wins over them). No ``style=`` anywhere.
"""

from .card import Card, draw_card
from .drawing import NARROW, WIDE, Drawing
from .lines import Lines, draw_lines
from .meter import Meter, draw_meter
from .palette import Series
from .stacked_bars import Bar, StackedBars, draw_bar, draw_stacked_bars
from .tile_grid import Tile, TileGrid, draw_tile_grid

Chart = StackedBars | Lines | TileGrid


def draw(chart: Chart, *, width: int = WIDE, rtl: bool = False, standalone: bool = False) -> Drawing:
    """Any chart of a page, ``width`` pixels wide; ``standalone`` adds title, source and paper for a file of its own."""
    if isinstance(chart, StackedBars):
        return draw_stacked_bars(chart, width=width, rtl=rtl, standalone=standalone)
    if isinstance(chart, Lines):
        return draw_lines(chart, width=width, rtl=rtl, standalone=standalone)
    return draw_tile_grid(chart, width=width, rtl=rtl, standalone=standalone)


__all__ = [
    "NARROW",
    "WIDE",
    "Bar",
    "Card",
    "Chart",
    "Drawing",
    "Lines",
    "Meter",
    "Series",
    "StackedBars",
    "Tile",
    "TileGrid",
    "draw",
    "draw_bar",
    "draw_card",
    "draw_lines",
    "draw_meter",
    "draw_stacked_bars",
    "draw_tile_grid",
]
