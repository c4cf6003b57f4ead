"""Several values in one cell."""

from __future__ import annotations

import re

#: Those that are tried, in this order, where none was chosen. A comma is part of too many names to be tried.
_GUESSED = re.compile(r"\s\|\s|\|")
_TRIED = (_GUESSED, re.compile(r"[;؛]"), re.compile(r"\n"))


def split_values(text: str, separator: str | None = None) -> list[str]:
    """The values of a cell, each once, in their order. ``separator``: as chosen; without one it is guessed."""
    if separator:
        found = re.split(r"[,،]" if separator.strip() == "," else re.escape(separator.strip(" ") or separator), text)
    else:
        found = next((one.split(text) for one in _TRIED if one.search(text)), [text])
    return list(dict.fromkeys(part.strip() for part in found if part.strip()))
