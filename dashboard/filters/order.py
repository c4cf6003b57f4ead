"""An order that a list may be asked for: one key that is never empty, and the row's own key after it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet


@dataclass(frozen=True, eq=False)
class Order:
    """``expression`` sorts and is never null; ``key`` breaks ties, so that paging neither skips nor repeats."""

    expression: Any
    label: Any
    descending: bool = False
    key: str = "pk"

    def apply(self, rows: QuerySet) -> QuerySet:
        """The rows in this order, each with its ``order_key``."""
        sign = "-" if self.descending else ""
        return rows.annotate(order_key=self.expression).order_by(f"{sign}order_key", f"{sign}{self.key}")

    def after(self, rows: QuerySet, value: Any, key: int) -> QuerySet:
        """Of rows in this order, those that come after the one with this ``order_key`` and key."""
        side = "lt" if self.descending else "gt"
        return rows.filter(Q(**{f"order_key__{side}": value}) | Q(order_key=value, **{f"{self.key}__{side}": key}))
