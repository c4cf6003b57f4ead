"""What a series looks like: a colour, and a pattern so that it is told apart without colour.

The colours are those of the light theme in tracker.css (a test compares them); a page's stylesheet replaces them
through the classes ``f-KEY`` (fill) and ``l-KEY`` (stroke).
"""

from dataclasses import dataclass

PAPER, INK, SOFT, RULE, EDGE, WASH = "#fbf9f4", "#1b2531", "#515b66", "#d8d2c4", "#767d84", "#f1ede3"

COLOURS: dict[str, str] = {
    "completed": "#0e5a48",
    "in_progress": "#2f6fa3",
    "not_started": "#6f695b",
    "withdrawn": "#6b7076",
    "superseded": "#6b7076",
    "on_track": "#0e6b52",
    "at_risk": "#946200",
    "off_track": "#b93322",
    "blocked": "#7c1d4d",
    "accent": "#0b5a6f",
    "none": EDGE,
}

# Drawn over the colour in the colour of the paper, on a 6 × 6 cell.
PATTERNS: dict[str, str] = {
    "not_started": "M-1 7 7-1M-1 1 1-1M5 7 7 5",
    "withdrawn": "M-1-1 7 7M5-1 7 1M-1 5 1 7",
    "superseded": "M3 0V6",
    "at_risk": "M0 3H6",
    "off_track": "M-1 7 7-1M-1-1 7 7",
    "blocked": "M3 0V6M0 3H6",
    "none": "M0 1.5H2M3 4.5H5",
}

# How opaque a stacked area is filled; one without an entry is filled through. Areas have names at their ends and lines
# between them, so they need no pattern, and the eye goes to what is done and under way.
TINTS: dict[str, str] = {"not_started": ".55", "none": ".25", "withdrawn": ".4", "superseded": ".4"}

# How a line is broken up, in lengths of dash and gap; a series without one is drawn through.
DASHES: dict[str, str] = {
    "in_progress": "7 3",
    "not_started": "2 3",
    "withdrawn": "8 3 2 3",
    "superseded": "4 4",
    "at_risk": "7 3",
    "off_track": "2 3",
    "blocked": "8 3 2 3",
    "none": "1 5",
}


@dataclass(frozen=True, slots=True)
class Series:
    """One series of a chart: ``key`` of the palette, ``label`` in the reader's language."""

    key: str
    label: str

    def __post_init__(self) -> None:
        if self.key not in COLOURS:
            raise ValueError(f"{self.key!r} has no colour; known: {', '.join(COLOURS)}.")
