"""Why a file cannot be cleaned."""

from __future__ import annotations

from progress.models import CleaningProblem


class CannotClean(Exception):
    """The file's hidden details cannot be removed without breaking it, or cannot be found at all."""

    def __init__(self, problem: CleaningProblem) -> None:
        super().__init__(problem)
        self.problem = problem
