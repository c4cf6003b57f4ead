"""The public numbers: pure reading, from a selection to plain values."""

from .breakdown import STATUSES, Breakdown, breakdowns
from .facets import Facet, commitment_facets, report_facets
from .gaps import AreaGaps, Gap, gaps, recommendations_in, unanswered
from .summary import AreaRow, Summary, area_rows, summary
from .trend import TrendPoint, trend

__all__ = [
    "STATUSES",
    "AreaGaps",
    "AreaRow",
    "Breakdown",
    "Facet",
    "Gap",
    "Summary",
    "TrendPoint",
    "area_rows",
    "breakdowns",
    "commitment_facets",
    "gaps",
    "recommendations_in",
    "report_facets",
    "summary",
    "trend",
    "unanswered",
]
