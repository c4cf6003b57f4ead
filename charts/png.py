"""A chart's SVG as PNG, through resvg, which is an extra: a site without it says so plainly."""

import re
import unicodedata

from django.utils.translation import gettext_lazy as _

from charts.fonts import ARABIC, LATIN, font_files

from .drawing import Drawing

try:
    import resvg_py
except ImportError:  # installed with the extra "png"
    resvg_py = None  # type: ignore[assignment]  # a module or nothing

NOT_AVAILABLE = _("Pictures in PNG are not available on this site. The SVG shows the same and scales to any size.")

# What the fonts of the project have letters for. Anything else is looked for among the machine's fonts.
_ARABIC = "\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc"
COVERED = re.compile(f"[\u0000-\u052f\u1e00-\u20cf\u2100-\u214f\u2212{_ARABIC}]*")
JOINED = re.compile(f"[{_ARABIC}]")
# Scripts that DejaVu Sans, where the machine has it, holds together with Latin.
TOGETHER = re.compile("[\u0530-\u05ff\u10a0-\u10ff\ufb1d-\ufb4f]")
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
        return f"{match[1]}{_family(match[3])}{match[2]}{_embedded(match[3])}"

    return _TEXT.sub(line, svg)


def _family(text: str) -> str:
    """The attribute that names the font of a line, where it is not the picture's own."""
    if JOINED.search(text):
        return f' font-family="{ARABIC}"'
    return ' font-family="DejaVu Sans"' if TOGETHER.search(text) else ""


def can_draw_png() -> bool:
    """True when the extra for PNG is installed; pages offer the download only then."""
    return resvg_py is not None and bool(font_files())


def _rendered(svg: str, width: int, height: int) -> bytes:
    try:
        picture = resvg_py.svg_to_bytes(
            svg_string=_each_line_in_one_font(svg),
            width=width,
            height=height,
            font_family=LATIN,
            sans_serif_family=LATIN,
            font_files=[str(path) for path in font_files().values()],
            # To read every font of the machine takes four times as long as the picture.
            skip_system_fonts=COVERED.fullmatch(svg) is not None,
        )
    except BaseException as error:
        # A fault inside of resvg comes as an exception of its own that ``except Exception`` would let through.
        if type(error).__name__ != "PanicException":
            raise
        raise RuntimeError(str(NOT_AVAILABLE)) from error
    return bytes(picture)


def png(drawing: Drawing, *, scale: int = 2) -> bytes:
    """The drawing as PNG, ``scale`` times its size. ``RuntimeError`` with a readable text where that cannot be done."""
    if not can_draw_png():
        raise RuntimeError(str(NOT_AVAILABLE))
    return _rendered(drawing.svg, drawing.width * scale, drawing.height * scale)
