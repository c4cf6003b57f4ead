"""The mark of the second body: a road that runs to the horizon, drawn here."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageDraw

SIDE, SCALE = 96, 4
RUST, PAPER = "#8a3b12", "#fff7f0"


def road(*, wide: bool) -> BytesIO:
    """The mark as PNG; ``wide`` with a second one beside it, the zebra of a crossing."""
    picture = Image.new("RGBA", ((2 if wide else 1) * SIDE * SCALE, SIDE * SCALE), (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    _tile(draw, 0)
    _polygon(draw, [(18, 88), (78, 88), (54, 16), (42, 16)], PAPER)
    for top, bottom, half in ((72, 86, 3), (48, 62, 2), (28, 38, 1)):
        _polygon(draw, [(48 - half, top), (48 + half, top), (48 + half, bottom), (48 - half, bottom)], RUST)
    if wide:
        _tile(draw, SIDE)
        for left in (16, 36, 56, 76):
            x = SIDE + left
            _polygon(draw, [(x - 6, 20), (x + 6, 20), (x + 6, 76), (x - 6, 76)], PAPER)
    target = BytesIO()
    picture.resize((picture.width // SCALE, picture.height // SCALE), Image.Resampling.LANCZOS).save(target, "PNG")
    target.seek(0)
    return target


def _tile(draw: ImageDraw.ImageDraw, left: int) -> None:
    box = [(left + 2) * SCALE, 2 * SCALE, (left + SIDE - 2) * SCALE, (SIDE - 2) * SCALE]
    draw.rounded_rectangle(box, 14 * SCALE, fill=RUST)


def _polygon(draw: ImageDraw.ImageDraw, points: list[tuple[int, int]], colour: str) -> None:
    draw.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=colour)
