"""The picture that stands for a page where a link to it is shown elsewhere: 1200 × 630, as those sites ask.

It is drawn as charts are, and holds no more than its page says: a status comes with its freshness and its evidence,
and every number with its day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .drawing import Drawing, Sheet
from .palette import COLOURS, INK, PAPER, Series
from .words import broken, cut, text_width

WIDTH, HEIGHT = 1200, 630
MARGIN, BAND = 64, 92
INNER = WIDTH - 2 * MARGIN
TITLE_TOP, TITLE_SIZES, LEADING = 180, (60, 50, 42, 36), 1.22
FACT_SIZE, FACT_LINE, BAR_HEIGHT = 30, 40, 34


@dataclass(frozen=True)
class Card:
    """``kicker`` says what kind of page it is; ``facts`` are lines below the title; ``parts`` a bar of statuses.

    ``warning`` stands beside the site's name, for data that is not real; ``accent`` is the colour of its mark.
    """

    site: str
    kicker: str
    title: str
    facts: tuple[str, ...] = ()
    foot: str = ""
    warning: str = ""
    parts: tuple[tuple[Series, int], ...] = ()
    accent: str = COLOURS["accent"]


def draw_card(card: Card, *, rtl: bool = False) -> Drawing:
    """The card as SVG."""
    sheet = Sheet("card", WIDTH, rtl)
    _band(sheet, card)
    sheet.text(MARGIN, 168, cut(card.kicker, 28, INNER), size=28, colour="soft")
    lines = [line for fact in card.facts for line in broken(fact, FACT_SIZE, INNER, 2)]
    foot = HEIGHT - 44
    sheet.text(MARGIN, foot, cut(card.foot, 24, INNER), size=24, colour="soft")
    top = foot - 50 - FACT_LINE * len(lines)
    for place, line in enumerate(lines, start=1):
        sheet.text(MARGIN, top + FACT_LINE * place, line, size=FACT_SIZE)
    if sum(count for _series, count in card.parts):
        top -= BAR_HEIGHT + 8
        _bar(sheet, card.parts, top)
    _title(sheet, card.title, top - TITLE_TOP - 12)
    return sheet.finish(HEIGHT, card.title, " ".join(card.facts))


def _band(sheet: Sheet, card: Card) -> None:
    """Whose page it is, in the colours of the site's mark."""
    sheet.rect(0, 0, WIDTH, BAND, INK, cls="card-band")
    sheet.rect(MARGIN, 24, 44, 44, card.accent, cls="card-accent")
    for x, y, width in ((8, 10, 28), (8, 20, 18), (8, 30, 10)):
        sheet.rect(MARGIN + x, 24 + y, width, 5, PAPER, cls="card-mark")
    room = INNER - 62 - text_width(card.warning, 22)
    sheet.text(MARGIN + 62, 56, cut(card.site, 28, room), size=28, colour="knock", bold=True)
    if card.warning:
        sheet.text(WIDTH - MARGIN, 55, card.warning, size=22, anchor="end", colour="knock")


def _title(sheet: Sheet, title: str, room: float) -> None:
    """The title in the largest size at which all of it fits the ``room`` down; cut at the smallest, if it must be."""
    sizes = [(size, int(room / (size * LEADING))) for size in TITLE_SIZES]
    size, most = next((one for one in sizes if _fits(title, *one)), sizes[-1])
    y = float(TITLE_TOP)
    for line in broken(title, size, INNER, most):
        y += size * LEADING
        sheet.text(MARGIN, y, line, size=size, bold=True)


def _fits(title: str, size: int, lines: int) -> bool:
    return len(broken(title, size, INNER, 100)) <= lines


def _bar(sheet: Sheet, parts: Sequence[tuple[Series, int]], y: float) -> None:
    """All commitments by status, in one bar; the numbers stand in the lines below."""
    whole, x = sum(count for _series, count in parts), float(MARGIN)
    for series, count in parts:
        width = INNER * count / whole
        if count:
            sheet.rect(x, y, max(width - 2, 1), BAR_HEIGHT, series.key)
        x += width
