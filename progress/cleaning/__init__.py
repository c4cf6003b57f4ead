"""Uploaded files without what they say about who made them, where and with what.

Only the cleaned file is stored. A file that cannot be cleaned is stored as it came, and ``problem`` says why: such a
file is for reviewers only (see ``progress.evidence``).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from progress.cleaning import office, pdf, pictures
from progress.cleaning.problems import CannotClean
from progress.file_types import OFFICE_OPEN, OPEN_DOCUMENT, PICTURES

CLEANERS = {
    "application/pdf": pdf.clean,
    **dict.fromkeys(PICTURES.values(), pictures.clean),
    **{content_type: office.clean for content_type, _part in OFFICE_OPEN.values()},
    **dict.fromkeys(OPEN_DOCUMENT.values(), office.clean),
}


@dataclass(frozen=True)
class Cleaned:
    """What is stored of an upload; ``problem`` is a ``CleaningProblem`` where hidden details are still in it."""

    content: bytes
    problem: str = ""

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def clean(content: bytes, content_type: str) -> Cleaned:
    """The file without its hidden details. Raises ValidationError for a picture that is too large to open.

    Plain text has none, so it stays as it is.
    """
    cleaner = CLEANERS.get(content_type)
    try:
        return Cleaned(cleaner(content) if cleaner else content)
    except CannotClean as refusal:
        return Cleaned(content, refusal.problem)
