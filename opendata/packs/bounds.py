"""How large a pack may be: a page stays readable, a PDF is made within its time and memory."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F
from django.db.models.functions import Length

from dashboard.filters import ReportFilters

MOST_REPORTS = 300
# Of all texts together, as written. A report is a page or two; the largest that the form takes is thirty.
MOST_CHARACTERS = 1_000_000
TEXTS = ("narrative", "barriers", "next_steps", "help_needed")


@dataclass(frozen=True)
class Size:
    """How much some filters choose; of reports at most one more than a pack may hold is counted."""

    reports: int
    characters: int

    @property
    def fits(self) -> bool:
        return self.reports <= MOST_REPORTS and self.characters <= MOST_CHARACTERS

    @property
    def more(self) -> bool:
        """True when ``reports`` is where the counting ended, not how many there are."""
        return self.reports > MOST_REPORTS


def size_of(filters: ReportFilters) -> Size:
    """The size of the pack that the filters ask for. One query over at most ``MOST_REPORTS + 1`` rows."""
    length = sum((Length(name) for name in TEXTS[1:]), Length(TEXTS[0]))
    rows = filters.rows().order_by().annotate(characters=length).values_list(F("characters"), flat=True)
    lengths = list(rows[: MOST_REPORTS + 1])
    return Size(len(lengths), sum(lengths))
