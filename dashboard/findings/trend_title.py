"""The finding of the chart over time, as a sentence: how the work in progress moved, and how much is complete.

The first clause is chosen by what the numbers carry, the second by whether anything is complete. Each pair is a whole
sentence of its own, so that every language can put it as it likes.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dashboard.statistics import TrendPoint
from names.dates import date_in_words
from names.numbers import in_figures, spelt

# A fall of less than a tenth of the highest number, or of one commitment, is no peak that a reader would see.
LEAST_FALL = 0.1


def trend_title(points: Sequence[TrendPoint]) -> str:
    """The sentence for these months, the last of which is the day that is looked at."""
    if not points:
        return _("Nothing has been recorded yet")
    running = [point.status["in_progress"] for point in points]
    completed = points[-1].status["completed"]
    words = {
        "count": spelt(completed),
        "running": in_figures(running[-1]),
    }
    if not any(running):
        return _nothing_in_progress(completed) % words
    peak = _peak(running)
    if peak is not None:
        words["month"] = date_in_words(points[peak].day, "YEAR_MONTH_FORMAT")
        return _peaked(completed) % words
    if _is_highest(running):
        return _highest(completed) % words
    return _in_progress(completed) % words


def _peak(running: Sequence[int]) -> int | None:
    """The last month with the most work in progress, where it has clearly fallen since."""
    most = max(running)
    if most - running[-1] < max(most * LEAST_FALL, 2):
        return None
    return max(place for place, value in enumerate(running) if value == most)


def _is_highest(running: Sequence[int]) -> bool:
    """Whether the number rose to where it is now, and was nowhere as high before."""
    reached = running.index(max(running))
    return reached > 0 and len(set(running[reached:])) == 1


def _nothing_in_progress(completed: int) -> str:
    if not completed:
        return _("No commitment has been reported as in progress or completed")
    return ngettext(
        "No commitment is in progress; one is complete",
        "No commitment is in progress; %(count)s are complete",
        completed,
    )


def _peaked(completed: int) -> str:
    if not completed:
        return _("Work in progress peaked in %(month)s; no commitment is complete yet")
    return ngettext(
        "Work in progress peaked in %(month)s; one commitment is complete",
        "Work in progress peaked in %(month)s; %(count)s commitments are complete",
        completed,
    )


def _highest(completed: int) -> str:
    if not completed:
        return _("More work is in progress than ever before (%(running)s); no commitment is complete yet")
    return ngettext(
        "More work is in progress than ever before (%(running)s); one commitment is complete",
        "More work is in progress than ever before (%(running)s); %(count)s commitments are complete",
        completed,
    )


def _in_progress(completed: int) -> str:
    if not completed:
        return _("Work in progress: %(running)s; no commitment is complete yet")
    return ngettext(
        "Work in progress: %(running)s; one commitment is complete",
        "Work in progress: %(running)s; %(count)s commitments are complete",
        completed,
    )
