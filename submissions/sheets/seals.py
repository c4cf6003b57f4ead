"""What a row was made from, in one hidden cell: altered or moved to another row, it no longer fits."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.crypto import constant_time_compare, salted_hmac

from stakeholders.models import Organisation


@dataclass(frozen=True)
class Seal:
    """The commitment of a row, the report and version that it was filled in from (0 for none), and what it said."""

    commitment: int
    report: int
    version: int
    said: str

    @classmethod
    def of(cls, commitment: int, report: int, version: int, said: Sequence[str]) -> Seal:
        """The seal of a row that holds ``said``."""
        return cls(commitment, report, version, digest_of(said))

    def written(self, organisation: Organisation) -> str:
        """As it stands in the cell."""
        text = f"{self.commitment}.{self.report}.{self.version}.{self.said}"
        return f"{text}.{_signature(text, organisation)}"


def digest_of(said: Sequence[str]) -> str:
    """The same for rows that say the same."""
    return hashlib.sha256(json.dumps(list(said)).encode()).hexdigest()[:16]


def read(text: str, organisation: Organisation) -> Seal | None:
    """The seal in a cell of this organisation's sheet; None for anything else."""
    sealed, _dot, signature = text.rpartition(".")
    if not constant_time_compare(signature, _signature(sealed, organisation)):
        return None
    commitment, report, version, said = sealed.split(".")
    return Seal(int(commitment), int(report), int(version), said)


def _signature(text: str, organisation: Organisation) -> str:
    return salted_hmac("submissions.sheets", f"{organisation.pk}:{text}", algorithm="sha256").hexdigest()[:20]
