"""How commitments of the demo end up."""

from typing import Any

# How each commitment ends up: its statuses and healths from first report to last, and how many half-years its
# last report lies back (0: the latest). The list is walked round, so that every outcome occurs.
OUTCOMES: list[dict[str, Any]] = [
    {"ends": "completed", "health": ["on_track"], "silent_for": 0},
    {"ends": "in_progress", "health": ["on_track"], "silent_for": 0},
    {"ends": "in_progress", "health": ["on_track", "at_risk"], "silent_for": 0},
    {"ends": "in_progress", "health": ["on_track", "at_risk", "off_track"], "silent_for": 1},
    {"ends": "in_progress", "health": ["on_track", "at_risk", "blocked"], "silent_for": 0},
    {"ends": "in_progress", "health": ["on_track"], "silent_for": 3},
    {"ends": "not_started", "health": ["at_risk"], "silent_for": 0},
    {"ends": "in_progress", "health": ["at_risk", "on_track"], "silent_for": 0},
    {"ends": "completed", "health": ["at_risk", "on_track"], "silent_for": 1},
    {"ends": "withdrawn", "health": ["at_risk", "off_track"], "silent_for": 2},
    {"ends": "in_progress", "health": ["on_track", "off_track"], "silent_for": 0},
    {"ends": "superseded", "health": ["on_track"], "silent_for": 2},
    {"ends": None, "health": [], "silent_for": 9},
]
