"""The public numbers: pure reading, from a selection to plain values."""

from .breakdown import STATUSES, Breakdown, breakdowns
from .facets import Facet, commitment_facets, report_facets
from .gaps import AreaGaps, Asked, asked_in, gaps, unanswered
from .summary import AreaRow, Summary, area_rows, summary
from .trend import TrendPoint, trend

__all__ = [
    "STATUSES",
    "AreaGaps",
    "AreaRow",
    "Asked",
    "Breakdown",
    "Facet",
    "Summary",
    "TrendPoint",
    "area_rows",
    "asked_in",
    "breakdowns",
    "commitment_facets",
    "gaps",
    "report_facets",
    "summary",
    "trend",
    "unanswered",
]
