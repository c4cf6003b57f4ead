"""The public numbers: pure reading, from a selection to plain values."""

from .breakdown import STATUSES, Breakdown, breakdowns
from .facets import Facet, commitment_facets, report_facets
from .facts import Facts, facts
from .gaps import AreaGaps, Gap, asked_in, asked_types, gaps, recommendations_in, unanswered, waiting_in
from .summary import AreaRow, Summary, area_rows, summary
from .trend import TrendPoint, trend
from .unit_chart import Unit, units

__all__ = [
    "STATUSES",
    "AreaGaps",
    "AreaRow",
    "Breakdown",
    "Facet",
    "Facts",
    "Gap",
    "Summary",
    "TrendPoint",
    "Unit",
    "area_rows",
    "asked_in",
    "asked_types",
    "breakdowns",
    "commitment_facets",
    "facts",
    "gaps",
    "recommendations_in",
    "report_facets",
    "summary",
    "trend",
    "unanswered",
    "units",
    "waiting_in",
]
