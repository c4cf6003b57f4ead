"""What the site gives away as data, and its columns."""

from .base import CHUNK, Column, Dataset
from .commitments import COMMITMENTS
from .organisations import ORGANISATIONS
from .recommendations import RECOMMENDATIONS
from .reports import REPORTS

DATASETS: dict[str, Dataset] = {
    dataset.name: dataset for dataset in (RECOMMENDATIONS, ORGANISATIONS, COMMITMENTS, REPORTS)
}

__all__ = [
    "CHUNK",
    "COMMITMENTS",
    "DATASETS",
    "ORGANISATIONS",
    "RECOMMENDATIONS",
    "REPORTS",
    "Column",
    "Dataset",
]
