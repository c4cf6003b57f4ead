"""What rows may be. A kind has fields, and a planner that compares rows with what there is and writes them."""

from __future__ import annotations

from imports.models import ImportKind

from . import commitments, organisations, recommendations, reports
from .base import Kind

KINDS: dict[str, Kind] = {
    ImportKind.RECOMMENDATIONS: recommendations.KIND,
    ImportKind.ORGANISATIONS: organisations.KIND,
    ImportKind.COMMITMENTS: commitments.KIND,
    ImportKind.REPORTS: reports.KIND,
}
