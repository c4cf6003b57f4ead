"""The site's own colour: what it can be read on, and which one near it could be.

Pure functions over ``#rrggbb``. A test compares the grounds with static/css/tracker.css.
"""

from __future__ import annotations

import colorsys
from dataclasses import dataclass

NEEDED = 4.5  # WCAG 2.2, 1.4.3
STEP = 0.01


@dataclass(frozen=True)
class Theme:
    """The grounds that text in the accent stands on, the accent that is built in, and the two inks upon an accent."""

    accent: str
    grounds: tuple[str, ...]
    ink: str


LIGHT = Theme("#0b5a6f", ("#fbf9f4", "#ffffff", "#f1ede3"), "#ffffff")
DARK = Theme("#7cc4d6", ("#12181f", "#1a222b", "#222c36"), "#0c1418")


def _channels(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def luminance(colour: str) -> float:
    """How light a colour is, as WCAG defines it."""
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in _channels(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def measured(colour: str, theme: Theme) -> float:
    """The least contrast of a colour with what it stands on, and of what stands on it: cut to two places, never up."""
    least = min(contrast(colour, ground) for ground in (*theme.grounds, theme.ink))
    return int(least * 100) / 100


def suggestion(colour: str, theme: Theme) -> str:
    """The nearest colour of the same hue that can be read: darker on light pages, lighter on dark ones."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_channels(colour))
    step = -STEP if theme is LIGHT else STEP
    found = colour
    while measured(found, theme) < NEEDED and 0 < lightness < 1:
        lightness = min(1.0, max(0.0, lightness + step))
        found = "#" + "".join(f"{round(one * 255):02x}" for one in colorsys.hls_to_rgb(hue, lightness, saturation))
    return found


def stylesheet(light: str, dark: str, *, preview: bool = False) -> str:
    """The custom properties of these accents; for a ``preview``, within its own boxes alone. Not for paper."""
    of_light = f"--accent:{light};--accent-ink:{LIGHT.ink};--focus:{light}"
    of_dark = f"--accent:{dark};--accent-ink:{DARK.ink}"
    if preview:
        return f".preview-light{{{of_light};{_tokens(LIGHT)}}}.preview-dark{{{of_dark};{_tokens(DARK)}}}"
    return (
        f"@media screen{{:root{{{of_light}}}"
        f'@media (prefers-color-scheme:dark){{:root:not([data-theme="light"]){{{of_dark};--focus:#ffd479}}}}'
        f':root[data-theme="dark"]{{{of_dark};--focus:#ffd479}}}}'
    )


def _tokens(theme: Theme) -> str:
    """What a box of a preview needs to look like a page of the other theme."""
    paper, surface, wash = theme.grounds
    ink, soft, rule = ("#1b2531", "#515b66", "#d8d2c4") if theme is LIGHT else ("#ebe6da", "#b0b5b6", "#36414c")
    scheme = "light" if theme is LIGHT else "dark"
    return (
        f"--paper:{paper};--surface:{surface};--wash:{wash};--ink:{ink};--soft:{soft};--rule:{rule};"
        f"color-scheme:{scheme};background:{paper};color:{ink};padding:1rem;border:1px solid {rule}"
    )
