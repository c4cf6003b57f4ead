"""The public filters: one module for pages, exports, charts and the API."""

from .fields import CROSS_CUTTING, NO_REPORT
from .filtersets import (
    AreaFilters,
    CommitmentFilters,
    DashboardFilters,
    GapFilters,
    ListFilters,
    OrganisationFilters,
    PackFilters,
    PublicFilters,
    RecommendationFilters,
    ReportFilters,
)
from .order import Order
from .parts import AssessmentFilters, IndicatorFilters, IndicatorValueFilters, MilestoneFilters, ResponseFilters
from .reading import read, read_day, read_nothing, read_query
from .selection import Selection

__all__ = [
    "CROSS_CUTTING",
    "NO_REPORT",
    "AreaFilters",
    "AssessmentFilters",
    "CommitmentFilters",
    "DashboardFilters",
    "GapFilters",
    "IndicatorFilters",
    "IndicatorValueFilters",
    "ListFilters",
    "MilestoneFilters",
    "Order",
    "OrganisationFilters",
    "PackFilters",
    "PublicFilters",
    "RecommendationFilters",
    "ReportFilters",
    "ResponseFilters",
    "Selection",
    "read",
    "read_day",
    "read_nothing",
    "read_query",
]
