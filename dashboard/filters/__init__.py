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
from .reading import read, read_day, read_nothing
from .selection import Selection

__all__ = [
    "CROSS_CUTTING",
    "NO_REPORT",
    "AreaFilters",
    "CommitmentFilters",
    "DashboardFilters",
    "GapFilters",
    "ListFilters",
    "Order",
    "OrganisationFilters",
    "PackFilters",
    "PublicFilters",
    "RecommendationFilters",
    "ReportFilters",
    "Selection",
    "read",
    "read_day",
    "read_nothing",
]
