"""How much a sample holds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """How many commitments and reports, exactly, and how many organisations they belong to."""

    commitments: int
    reports: int

    @property
    def organisations(self) -> int:
        """Fifteen to five thousand: the more commitments, the more of them to an organisation."""
        return max(15, min(5000, int(self.commitments**0.65)))


SIZES = {"S": Size(2_000, 20_000), "M": Size(100_000, 1_000_000), "L": Size(1_000_000, 5_000_000)}
