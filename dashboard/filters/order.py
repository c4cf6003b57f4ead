"""An order that a list may be asked for: one key that is never empty, and the row's own key after it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from .stretches import EVER, Stretch


@dataclass(frozen=True, eq=False)
class Order:
    """``expression`` sorts and is never null; ``key`` breaks ties, so that paging neither skips nor repeats.

    ``stretch`` says of an order by date between which days the rows lie that filters choose on a day.
    """

    expression: Any
    label: Any
    descending: bool = False
    key: str = "pk"
    stretch: Callable[[dict[str, Any], datetime.date], Stretch] | None = None

    def apply(self, rows: QuerySet) -> QuerySet:
        """The rows in this order, each with its ``order_key``."""
        sign = "-" if self.descending else ""
        return rows.annotate(order_key=self.expression).order_by(f"{sign}order_key", f"{sign}{self.key}")

    def from_where_they_begin(self, rows: QuerySet, chosen: Mapping[str, Any], on: datetime.date) -> QuerySet:
        """Rows in this order, without those before and behind the ones that the filters choose."""
        first, last = self.stretch(dict(chosen), on) if self.stretch else EVER
        if first > datetime.date.min:
            rows = rows.filter(order_key__gte=first)
        return rows.filter(order_key__lte=last) if last < datetime.date.max else rows

    def after(self, rows: QuerySet, value: Any, key: int) -> QuerySet:
        """Of rows in this order, those that come after the one with this ``order_key`` and key."""
        side = "lt" if self.descending else "gt"
        return rows.filter(Q(**{f"order_key__{side}": value}) | Q(order_key=value, **{f"{self.key}__{side}": key}))
