"""The fonts of pictures and PDFs. They come with the extras "png" and "pdf", so that both look the same everywhere.

Each is one file with every weight from thin to black, Latin, Greek and Cyrillic in one and Arabic with Latin beside it
in the other. A machine's own fonts are for other scripts alone.
"""

from __future__ import annotations

import functools
from pathlib import Path

try:
    import fontpkg
except ImportError:  # installed with either extra
    fontpkg = None

LATIN, ARABIC = "Noto Sans", "Noto Sans Arabic"


@functools.cache
def font_files() -> dict[str, Path]:
    """The file of each family; empty where the extras are not installed."""
    return {family: fontpkg.path(family) for family in (LATIN, ARABIC)} if fontpkg else {}
