"""The sheet that charts are drawn on. It mirrors everything for right-to-left pages, so charts are written once.

Coordinates are given as for left-to-right. In a mirrored sheet ``direction`` stays ``ltr`` and the anchors are
swapped on purpose: browsers flip ``text-anchor`` by ``direction``, and a downloaded file has no page around it to
inherit one from. Each text is isolated, so that its own letters decide how it runs.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache

from django.utils.safestring import SafeString, mark_safe

from .palette import COLOURS, DASHES, EDGE, INK, PAPER, PATTERNS, RULE, SOFT, TINTS, Series
from .words import FIRST_STRONG_ISOLATE, POP_ISOLATE, broken, cut, text_width, xml_text

WIDE, NARROW = 720, 340
SWATCH = 26  # of a line in a key: long enough for its dashes

TEXT_COLOURS = {"ink": INK, "soft": SOFT, "knock": PAPER}
LINE_COLOURS = {"rule": RULE, "axis": EDGE, "note": SOFT}


@dataclass(frozen=True, slots=True)
class Drawing:
    """A finished chart: its SVG and its size in pixels at the scale of 1."""

    svg: str
    width: int
    height: int

    @property
    def markup(self) -> SafeString:
        """The SVG for a template; every text in it was escaped when it was drawn."""
        return mark_safe(self.svg)  # noqa: S308  (as above)


def draw_swatch(key: str) -> SafeString:
    """A patch filled as the areas of the series ``key`` are, for a key in a page; hidden from screen readers."""
    return mark_safe(  # noqa: S308  our own drawing, of a colour of the palette alone
        '<svg class="swatch" viewBox="0 0 14 14" width="14" height="14" aria-hidden="true" focusable="false">'
        f'<rect x=".5" y=".5" width="13" height="13" {_tinted(key)} stroke="{EDGE}"/></svg>'
    )


@lru_cache(maxsize=4096)  # the points of a line are the same each time but for its last
def _n(value: float) -> str:
    """A coordinate, to a hundredth of a pixel and without needless zeros."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if value else "0"


def _tinted(key: str) -> str:
    opacity = f' fill-opacity="{TINTS[key]}"' if key in TINTS else ""
    return f'class="f-{key}" fill="{COLOURS[key]}"{opacity}'


@dataclass
class Sheet:
    """An SVG in the making. ``name`` makes its ids unique in a page; ``standalone`` is a file without a page."""

    name: str
    width: int
    rtl: bool = False
    standalone: bool = False
    parts: list[str] = field(default_factory=list)
    patterns: set[str] = field(default_factory=set)

    def rect(self, x: float, y: float, width: float, height: float, colour: str, cls: str = "") -> None:
        """A filled rectangle; ``colour`` is a key of the palette or, with ``cls``, a plain colour."""
        x = self.width - x - width if self.rtl else x
        box = f'x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}"'
        if cls:
            self.parts.append(f'<rect {box} class="{cls}" fill="{colour}"/>')
            return
        self.parts.append(f'<rect {box} class="f-{colour}" fill="{COLOURS[colour]}"/>')
        if colour in PATTERNS:
            self.patterns.add(colour)
            self.parts.append(f'<rect {box} fill="url(#{self.name}-{colour})"/>')

    def plate(self, x: float, y: float, width: float, height: float, key: str) -> None:
        """A plain patch of a series' colour, for text to stand on where the series has a pattern."""
        self.rect(x, y, width, height, COLOURS[key], cls=f"f-{key}")

    def outline(self, x: float, y: float, width: float, height: float, key: str, *, dash: str = "") -> None:
        """An empty box with an edge in the colour of the series ``key``, or of a text: ``ink`` or ``soft``."""
        x = self.width - x - width if self.rtl else x
        box = f'x="{_n(x + 0.75)}" y="{_n(y + 0.75)}" width="{_n(width - 1.5)}" height="{_n(height - 1.5)}"'
        cls, colour = (f"l-{key}", COLOURS[key]) if key in COLOURS else (f"chart-edge-{key}", TEXT_COLOURS[key])
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        self.parts.append(f'<rect {box} class="{cls}" fill="none" stroke="{colour}" stroke-width="1.5"{dashes}/>')

    def pale(self, x: float, y: float, side: float, key: str) -> None:
        """A square in a pale shade of the series ``key``, with its edge."""
        left = self.width - x - side if self.rtl else x
        box = f'x="{_n(left)}" y="{_n(y)}" width="{_n(side)}" height="{_n(side)}"'
        self.parts.append(f'<rect {box} class="f-{key}" fill="{COLOURS[key]}" fill-opacity=".4"/>')
        self.outline(x, y, side, side, key)

    def line(self, x1: float, y1: float, x2: float, y2: float, colour: str) -> None:
        """A thin line: ``rule``, ``axis`` or, dashed, ``note``."""
        x1, x2 = (self.width - x1, self.width - x2) if self.rtl else (x1, x2)
        dash = ' stroke-dasharray="2 3"' if colour == "note" else ""
        self.parts.append(
            f'<path d="M{_n(x1)} {_n(y1)}L{_n(x2)} {_n(y2)}" class="chart-{colour}" stroke="{LINE_COLOURS[colour]}"'
            f"{dash}/>"
        )

    def path(self, points: Sequence[tuple[float, float]]) -> str:
        """The ``d`` of a line through ``points``."""
        mirrored = [(self.width - x if self.rtl else x, y) for x, y in points]
        return "M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in mirrored)

    def stroke(self, points: Sequence[tuple[float, float]], key: str) -> None:
        """The line of the series ``key``, in its colour and its dashes."""
        dash = f' stroke-dasharray="{DASHES[key]}"' if key in DASHES else ""
        self.parts.append(
            f'<path d="{self.path(points)}" class="l-{key}" stroke="{COLOURS[key]}" stroke-width="2.5"'
            f' fill="none" stroke-linejoin="round"{dash}/>'
        )

    @contextmanager
    def group(self, role: str, **data: str | float) -> Iterator[None]:
        """What is drawn within belongs together; the page's script finds it by its ``data-`` attributes."""
        texts = {key: _n(value) if isinstance(value, float) else value for key, value in data.items()}
        said = "".join(f' data-{key}="{text}"' for key, text in texts.items())
        self.parts.append(f'<g data-role="{role}"{said}>')
        yield
        self.parts.append("</g>")

    def area(self, points: Sequence[tuple[float, float]], key: str) -> None:
        """A closed shape in the colour of the series ``key``, paler where a large area of it would shout."""
        self.parts.append(f'<path d="{self.path(points)}Z" {_tinted(key)}/>')

    def tint(self, x: float, y: float, width: float, height: float, key: str) -> None:
        """A patch as ``area`` fills it, for a key."""
        x = self.width - x - width if self.rtl else x
        box = f'x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}"'
        self.parts.append(f'<rect {box} {_tinted(key)} stroke="{EDGE}"/>')

    def edge(self, points: Sequence[tuple[float, float]], *, outer: bool = False) -> None:
        """A line in the paper's colour that keeps two areas apart; ``outer``, one between the last and the paper."""
        cls, colour = ("chart-axis", EDGE) if outer else ("chart-hatch", PAPER)
        self.parts.append(
            f'<path d="{self.path(points)}" class="{cls}" stroke="{colour}" stroke-width="1.5" fill="none"/>'
        )

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = 14,
        anchor: str = "start",
        colour: str = "ink",
        bold: bool = False,
        slant: float = 0,
    ) -> None:
        """One line of text with its baseline at ``y``; ``anchor`` is start, middle or end of the reading direction.

        ``slant``: by so many degrees it climbs from there in the reading direction.
        """
        if self.rtl:
            x = self.width - x
            anchor = {"start": "end", "end": "start", "middle": "middle"}[anchor]
        words = xml_text(text)
        if self.rtl:
            words = f"{FIRST_STRONG_ISOLATE}{words}{POP_ISOLATE}"
        weight = ' font-weight="600"' if bold else ""
        turned = slant if self.rtl else -slant
        turn = f' transform="rotate({_n(turned)} {_n(x)} {_n(y)})"' if slant else ""
        self.parts.append(
            f'<text x="{_n(x)}" y="{_n(y)}" font-size="{_n(size)}" text-anchor="{anchor}"{weight}{turn}'
            f' class="chart-{colour}" fill="{TEXT_COLOURS[colour]}">{words}</text>'
        )

    def key(self, series: Sequence[Series], y: float, *, lines: bool = False, tints: bool = False) -> float:
        """A line (or more) that says what each colour and pattern, line or tint means; returns the ``y`` below it."""
        x = 0.0
        swatch = SWATCH if lines else 14
        for item in series:
            label = cut(item.label, 13, self.width - swatch - 6)
            needed = swatch + 6 + text_width(label, 13)
            if x and x + needed > self.width:
                x, y = 0.0, y + 22
            if lines:
                self.stroke([(x, y + 7), (x + swatch, y + 7)], item.key)
            elif tints:
                self.tint(x + 0.5, y + 0.5, swatch - 1, 13, item.key)
            else:
                self.rect(x, y, swatch, 14, item.key)
            self.text(x + swatch + 6, y + 12, label, size=13)
            x += needed + 14
        return y + 26

    def heading(self, title: str, subtitle: str = "") -> float:
        """The finding and what is drawn, set above the chart of a stand-alone file; returns the ``y`` below it."""
        y = 0.0
        for line in broken(title, 19, self.width):
            y += 24
            self.text(0, y, line, size=19, bold=True)
        for line in broken(subtitle, 14, self.width):
            y += 20
            self.text(0, y, line, size=14, colour="soft")
        return y + 14

    def footing(self, y: float, texts: Sequence[str]) -> float:
        """Base, source, licence and address, set below the chart of a stand-alone file; returns the ``y`` below it."""
        for text in texts:
            for line in broken(text, 12, self.width):
                y += 17
                self.text(0, y, line, size=12, colour="soft")
        return y + 6

    def finish(self, height: float, title: str, description: str, margin: int = 0) -> Drawing:
        """The whole SVG. ``margin`` is the paper around it, for stand-alone files."""
        width, height = self.width + 2 * margin, round(height) + 2 * margin
        ids = f"{self.name}-title {self.name}-desc"
        patterns = "".join(
            f'<pattern id="{self.name}-{key}" width="6" height="6" patternUnits="userSpaceOnUse">'
            f'<path d="{PATTERNS[key]}" class="chart-hatch" fill="none" stroke="{PAPER}" stroke-width="1.25"/>'
            "</pattern>"
            for key in sorted(self.patterns)
        )
        svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{-margin} {-margin} {width} {height}" width="{width}"'
            f' height="{height}" role="img" aria-labelledby="{ids}" direction="ltr"'
            " font-family=\"system-ui, 'Segoe UI', 'Noto Sans', 'Noto Sans Arabic', sans-serif\">"
            f'<title id="{self.name}-title">{xml_text(title)}</title>'
            f'<desc id="{self.name}-desc">{xml_text(description)}</desc>'
            + (f"<defs>{patterns}</defs>" if patterns else "")
            + f'<rect x="{-margin}" y="{-margin}" width="{width}" height="{height}"'
            + f' class="chart-paper" fill="{PAPER}"/>'
            + "".join(self.parts)
            + "</svg>"
        )
        return Drawing(svg, width, height)
