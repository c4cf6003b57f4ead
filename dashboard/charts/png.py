"""A chart's SVG as PNG, through resvg, which is an extra: a site without it says so plainly."""

import functools
import re
import unicodedata
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from .drawing import Drawing

try:
    import resvg_py
except ImportError:  # installed with the extra "png"
    resvg_py = None

NOT_AVAILABLE = _("Pictures in PNG are not available on this site. The SVG shows the same and scales to any size.")

FONTS = Path("/usr/share/fonts")
# Noto Sans for Latin, Greek and Cyrillic; scripts that DejaVu Sans holds together with Latin; others by themselves.
TOGETHER = re.compile("[\u0530-\u06ff\u0750-\u077f\u10a0-\u10ff\ufb1d-\ufdff\ufe70-\ufefc]")
OTHERS = (
    "Bengali", "Devanagari", "Ethiopic", "Khmer", "Lao", "Myanmar", "Sinhala", "Tamil", "Thai",
)  # fmt: skip
_TEXT = re.compile("(<text)([^>]*>)([^<]*)(?=</text>)")
_ISOLATE = re.compile("\u2068([^\u2068\u2069]*)\u2069")
_EMBEDDINGS = {"L": "\u202a", "R": "\u202b", "AL": "\u202b"}


def _embedded(text: str) -> str:
    """Isolated parts as embedded ones, which fonts know: each runs as its first letter does."""

    def embedding(match: re.Match[str]) -> str:
        kinds = (unicodedata.bidirectional(character) for character in match[1])
        return next((_EMBEDDINGS[kind] for kind in kinds if kind in _EMBEDDINGS), "\u202a") + match[1] + "\u202c"

    while (shorter := _ISOLATE.sub(embedding, text)) != text:
        text = shorter
    return text


def _each_line_in_one_font(svg: str) -> str:
    """Every text in a font that has all of its letters.

    Where a font lacks a letter, resvg shapes the whole line again in whichever font has it and puts the two together
    by position: in Arabic, whose letters join, glyphs go missing that way, and at times the program stops.
    """

    def line(match: re.Match[str]) -> str:
        family = ' font-family="DejaVu Sans"' if TOGETHER.search(match[3]) else ""
        return f"{match[1]}{family}{match[2]}{_embedded(match[3])}"

    return _TEXT.sub(line, svg)


@functools.cache
def font_files() -> tuple[str, ...]:
    """The files of the fonts that pictures are set in, once a process; empty where the machine has others or none.

    Naming them keeps resvg from reading every font of the machine for every picture: 35 ms instead of 150.
    """
    names = ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"]
    names += [f"NotoSans{script}-{weight}.ttf" for script in ("", *OTHERS) for weight in ("Regular", "Bold")]
    there = {path.name: str(path) for path in FONTS.rglob("*.ttf")}
    found = tuple(there[name] for name in names if name in there)
    return found if {"NotoSans-Regular.ttf", "DejaVuSans.ttf"} <= there.keys() else ()


@functools.cache
def _shows_text() -> bool:
    """Whether a word leaves a trace on the paper: a machine without any font draws pictures without a letter."""
    frame = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40">{}</svg>'
    word = '<text x="2" y="30" font-family="sans-serif" font-size="30">Ag</text>'
    return _rendered(frame.format(word), 40, 40) != _rendered(frame.format(""), 40, 40)


def can_draw_png() -> bool:
    """True when the extra for PNG is installed and the machine has a font; pages offer the download only then."""
    return resvg_py is not None and _shows_text()


def _rendered(svg: str, width: int, height: int) -> bytes:
    files = list(font_files())
    try:
        picture = resvg_py.svg_to_bytes(
            svg_string=_each_line_in_one_font(svg),
            width=width,
            height=height,
            font_family="Noto Sans",
            sans_serif_family="Noto Sans",
            font_files=files or None,
            skip_system_fonts=bool(files),
        )
    except BaseException as error:
        # A fault inside of resvg comes as an exception of its own that ``except Exception`` would let through.
        if type(error).__name__ != "PanicException":
            raise
        raise RuntimeError(str(NOT_AVAILABLE)) from error
    return bytes(picture)


def png(drawing: Drawing, *, scale: int = 2) -> bytes:
    """The drawing as PNG, ``scale`` times its size. ``RuntimeError`` with a readable text where that cannot be done."""
    if resvg_py is None:
        raise RuntimeError(str(NOT_AVAILABLE))
    return _rendered(drawing.svg, drawing.width * scale, drawing.height * scale)
