"""What the site gives away as data, and its columns."""

from .base import CHUNK, Column, Dataset
from .commitments import COMMITMENTS
from .organisations import ORGANISATIONS
from .parts import ASSESSMENTS, INDICATOR_VALUES, INDICATORS, MILESTONES, RESPONSES
from .recommendations import RECOMMENDATIONS
from .reports import REPORTS

DATASETS: dict[str, Dataset] = {
    dataset.name: dataset
    for dataset in (
        RECOMMENDATIONS, ORGANISATIONS, RESPONSES, COMMITMENTS, MILESTONES, INDICATORS, REPORTS, INDICATOR_VALUES,
        ASSESSMENTS,
    )
}  # fmt: skip

__all__ = [
    "ASSESSMENTS",
    "CHUNK",
    "COMMITMENTS",
    "DATASETS",
    "INDICATORS",
    "INDICATOR_VALUES",
    "MILESTONES",
    "ORGANISATIONS",
    "RECOMMENDATIONS",
    "REPORTS",
    "RESPONSES",
    "Column",
    "Dataset",
]
