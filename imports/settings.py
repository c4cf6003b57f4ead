"""What the columns and values of one file mean: what a curator decides, and a mapping keeps under a name."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

EMPTY = "-"
FIRST, LAST = "first", "last"


@dataclass(frozen=True, slots=True)
class Settings:
    """``columns``: the column of each field. ``values``: by field, what a text of the file is with us (or ``EMPTY``).
    ``defaults``: what fields say that no column gives, or whose cell is empty. ``key``: what tells two rows apart.
    ``duplicates``: which of the rows with one key counts; ``preferred``: rows of this one file that count instead.
    """

    columns: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)
    separator: str = ""
    day_first: bool | None = None
    decimal_mark: str | None = None
    key: str = ""
    duplicates: str = FIRST
    preferred: list[int] = field(default_factory=list)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Settings:
        return cls(**stored)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def gives(self, name: str) -> bool:
        """Does the file, or a default, say anything of this field?"""
        return name in self.columns or name in self.defaults


def digest_of(columns: Iterable[str]) -> str:
    """The same for two files exactly when their columns have the same names, in any order."""
    return hashlib.sha256(json.dumps(sorted(columns)).encode()).hexdigest()
