"""A tile a country, grouped by region: every country has the same size, small island states too.

No borders are drawn and nothing is ranked: tiles stand in the order or at the places given.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from names.phrases import labelled, listed

from .drawing import WIDE, Drawing, Sheet
from .palette import EDGE, WASH, Series
from .words import cut, xml_text

TILE_WIDTH, TILE_HEIGHT, TILE_GAP = 44, 40, 6
STANDALONE_MARGIN = 24


@dataclass(frozen=True, slots=True)
class Tile:
    """One country: its code (written on the tile), name, region, and the key of the series it belongs to.

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
    source: str = ""

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


def places(tiles: Sequence[Tile], columns: int) -> list[tuple[int, int]]:
    """Column and row of each tile: the given ones where all are given and fit the width, else one after another."""
    given = [tile.place for tile in tiles if tile.place is not None]
    if len(given) == len(tiles) == len(set(given)) and all(0 <= column < columns and row >= 0 for column, row in given):
        return given
    return [(index % columns, index // columns) for index in range(len(tiles))]


def _draw_tile(sheet: Sheet, tile: Tile, label: str, x: float, y: float) -> None:
    sheet.parts.append(f"<g><title>{xml_text(labelled(tile.label, label))}</title>")
    sheet.rect(x, y, TILE_WIDTH, TILE_HEIGHT, WASH, cls="chart-wash")
    sheet.rect(x, y + TILE_HEIGHT - 10, TILE_WIDTH, 10, tile.key)
    corner = sheet.width - x - TILE_WIDTH if sheet.rtl else x
    sheet.parts.append(
        f'<path d="M{corner + 0.5:g} {y + 0.5:g}h{TILE_WIDTH - 1}v{TILE_HEIGHT - 1}h-{TILE_WIDTH - 1}z"'
        f' class="chart-tile" fill="none" stroke="{EDGE}"/>'
    )
    sheet.text(x + TILE_WIDTH / 2, y + 20, cut(tile.code, 13, TILE_WIDTH - 6), size=13, anchor="middle", bold=True)
    sheet.parts.append("</g>")


def draw_tile_grid(grid: TileGrid, *, width: int = WIDE, rtl: bool = False, standalone: bool = False) -> Drawing:
    """The chart, ``width`` pixels wide."""
    sheet = Sheet(f"{grid.name}-{width}", width, rtl)
    labels = {series.key: series.label for series in grid.series}
    columns = int((width + TILE_GAP) // (TILE_WIDTH + TILE_GAP))
    y = sheet.heading(grid.title) if standalone else 2.0
    y = sheet.key(grid.series, y)
    for region, tiles in grid.regions.items():
        sheet.text(0, y + 14, cut(region, 14, width), colour="soft")
        y += 24
        spots = places(tiles, columns)
        for tile, (column, row) in zip(tiles, spots, strict=True):
            x = column * (TILE_WIDTH + TILE_GAP)
            _draw_tile(sheet, tile, labels[tile.key], x, y + row * (TILE_HEIGHT + TILE_GAP))
        y += (max(row for _column, row in spots) + 1) * (TILE_HEIGHT + TILE_GAP) + 12
    if standalone:
        y = sheet.footing(y, grid.source)
    return sheet.finish(y, grid.title, grid.description, STANDALONE_MARGIN if standalone else 0)
