"""A tile a country, grouped by region: every country has the same size, small island states too.

No borders are drawn and nothing is ranked: tiles stand in the order or at the places given.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from names.phrases import labelled, listed

from .about import NOTHING_SAID, About
from .drawing import Sheet
from .palette import EDGE, WASH, Series
from .words import broken, cut, xml_text

TILE_GAP, BAND, LINE, AROUND = 8, 8, 15, 29
NARROWEST = 100  # a tile that names its country in two lines
NAME_SIZE = 12


@dataclass(frozen=True, slots=True)
class Tile:
    """One country: its code and name (both written on the tile), region, and the key of the series it belongs to.

    ``place`` is a column and row within the region, both from 0; without one, tiles follow each other.
    """

    code: str
    label: str
    region: str
    key: str
    place: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class TileGrid:
    """Countries as tiles, each marked as one of ``series``."""

    name: str
    title: str
    series: tuple[Series, ...]
    tiles: tuple[Tile, ...]
    about: About = NOTHING_SAID

    def __post_init__(self) -> None:
        known = {series.key for series in self.series}
        for tile in self.tiles:
            if tile.key not in known:
                raise ValueError(f"{tile.code!r} belongs to {tile.key!r}, which is no series of the chart.")

    @property
    def regions(self) -> dict[str, list[Tile]]:
        """The tiles by region, both in the order given."""
        regions: dict[str, list[Tile]] = {}
        for tile in self.tiles:
            regions.setdefault(tile.region, []).append(tile)
        return regions

    @property
    def description(self) -> str:
        """Which countries belong to each series, in words."""
        names = {s.key: [tile.label for tile in self.tiles if tile.key == s.key] for s in self.series}
        nobody = _("none")
        return " ".join(f"{labelled(s.label, listed(names[s.key]) or nobody)}." for s in self.series)

    def table(self) -> tuple[list[str], list[list[str]]]:
        """The chart as a table: a row a country."""
        labels = {series.key: series.label for series in self.series}
        rows = [[tile.label, tile.region, labels[tile.key]] for tile in self.tiles]
        return [_("Country"), _("Region"), _("Group")], rows

    def draw_on(self, sheet: Sheet, y: float) -> float:
        """The key and the regions, from ``y`` down; returns the ``y`` below them."""
        labels = {series.key: series.label for series in self.series}
        columns = int((sheet.width + TILE_GAP) // (NARROWEST + TILE_GAP))
        tile_width = (sheet.width + TILE_GAP) / columns - TILE_GAP
        height = AROUND + LINE * max((len(_name(tile, tile_width)) for tile in self.tiles), default=1)
        y = sheet.key(self.series, y)
        for region, tiles in self.regions.items():
            sheet.text(0, y + 14, cut(region, 14, sheet.width), colour="soft")
            y += 24
            spots = places(tiles, columns)
            for tile, (column, row) in zip(tiles, spots, strict=True):
                x = column * (tile_width + TILE_GAP)
                _draw_tile(sheet, tile, labels[tile.key], (x, y + row * (height + TILE_GAP), tile_width, height))
            y += (max(row for _column, row in spots) + 1) * (height + TILE_GAP) + 12
        return y


def places(tiles: Sequence[Tile], columns: int) -> list[tuple[int, int]]:
    """Column and row of each tile: the given ones where all are given and fit the width, else one after another."""
    given = [tile.place for tile in tiles if tile.place is not None]
    if len(given) == len(tiles) == len(set(given)) and all(0 <= column < columns and row >= 0 for column, row in given):
        return given
    return [(index % columns, index // columns) for index in range(len(tiles))]


def _name(tile: Tile, width: float) -> list[str]:
    return broken(tile.label, NAME_SIZE, width - 14, 2)


def _draw_tile(sheet: Sheet, tile: Tile, label: str, box: tuple[float, float, float, float]) -> None:
    x, y, width, height = box
    sheet.parts.append(f"<g><title>{xml_text(labelled(tile.label, label))}</title>")
    sheet.rect(x, y, width, height, WASH, cls="chart-wash")
    sheet.rect(x, y + height - BAND, width, BAND, tile.key)
    corner = sheet.width - x - width if sheet.rtl else x
    sheet.parts.append(
        f'<path d="M{corner + 0.5:g} {y + 0.5:g}h{width - 1:g}v{height - 1:g}h-{width - 1:g}z"'
        f' class="chart-tile" fill="none" stroke="{EDGE}"/>'
    )
    below = y + 3
    for line in _name(tile, width):
        below += LINE
        sheet.text(x + 7, below, line, size=NAME_SIZE, bold=True)
    sheet.text(x + 7, below + LINE - 1, cut(tile.code, 11, width - 14), size=11, colour="soft")
    sheet.parts.append("</g>")
