"""A chart's SVG as PNG, through resvg, which is an extra: a site without it says so plainly."""

from django.utils.translation import gettext_lazy as _

from .drawing import Drawing

try:
    import resvg_py
except ImportError:  # installed with the extra "png"
    resvg_py = None

NOT_AVAILABLE = _("Pictures in PNG are not available on this site. The SVG shows the same and scales to any size.")


def can_draw_png() -> bool:
    """True when the extra for PNG is installed; pages offer the download only then."""
    return resvg_py is not None


def png(drawing: Drawing, *, scale: int = 2) -> bytes:
    """The drawing as PNG, ``scale`` times its size. Without the extra: ``RuntimeError`` with a readable text."""
    if resvg_py is None:
        raise RuntimeError(str(NOT_AVAILABLE))
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=drawing.svg,
            width=drawing.width * scale,
            height=drawing.height * scale,
            font_family="Noto Sans",
            sans_serif_family="Noto Sans",
        )
    )
