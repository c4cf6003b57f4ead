"""A track: where a due day and the day of reaching stand in a span of time. Their words stand beside it."""

from dataclasses import dataclass

from .drawing import Drawing, Sheet

HEIGHT = 18
MIDDLE = HEIGHT / 2
DUE, REACHED = 12, 8  # the sides of their squares; the one fits into the other


@dataclass(frozen=True, slots=True)
class Track:
    """One thing on the way. ``due``, ``reached`` and ``today`` are places from 0 to 1; None for what is not known."""

    name: str
    title: str
    description: str
    due: float | None = None
    reached: float | None = None
    today: float | None = None
    is_late: bool = False


def draw_track(track: Track, *, width: int = 240, rtl: bool = False) -> Drawing:
    """The track for a row: an empty square where it is due, a full one where it was reached, a line for today."""
    sheet = Sheet(track.name, width, rtl)
    sheet.line(0, MIDDLE, width, MIDDLE, "axis")
    if track.today is not None:
        x = _centre(track.today, width)
        sheet.line(x, 0, x, HEIGHT, "note")
    if track.due is not None:
        key = "off_track" if track.is_late else "ink"
        sheet.outline(_centre(track.due, width) - DUE / 2, MIDDLE - DUE / 2, DUE, DUE, key)
    if track.reached is not None:
        sheet.rect(_centre(track.reached, width) - REACHED / 2, MIDDLE - REACHED / 2, REACHED, REACHED, "completed")
    return sheet.finish(HEIGHT, track.title, track.description)


def _centre(place: float, width: int) -> float:
    """So far from the ends that the squares are whole."""
    return DUE / 2 + min(max(place, 0), 1) * (width - DUE)
