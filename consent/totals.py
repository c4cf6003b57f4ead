"""Figures for administrators and the public. A figure under ten is never shown, nor what would give it away."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Sum

from .models import PageView

SMALL = 10
DAYS = 30
PAGES = 20


def shown(value: int) -> int | None:
    """A figure fit for showing; None when it is small enough to be about somebody."""
    return value if value >= SMALL else None


def _pages_fit_for_showing(by_page: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The pages opened most; so many of them that what is left out cannot be had by subtraction either."""
    pages = [row for row in by_page[:PAGES] if row["total"] >= SMALL]
    left_out = sum(row["total"] for row in by_page) - sum(row["total"] for row in pages)
    while pages and 0 < left_out < SMALL:
        left_out += pages.pop()["total"]
    return pages


def public_totals(*, on: dt.date) -> dict[str, Any]:
    """Views of the thirty days before ``on``: by day, and the pages opened most. Small figures are None or absent."""
    rows = PageView.objects.filter(day__gte=on - dt.timedelta(days=DAYS), day__lt=on)
    by_day = rows.values("day").annotate(total=Sum("views")).order_by("day")
    by_page = rows.values("path").annotate(total=Sum("views")).order_by("-total", "path")
    return {
        "days": [{"day": row["day"], "views": shown(row["total"])} for row in by_day],
        "pages": _pages_fit_for_showing(list(by_page)),
        "since": on - dt.timedelta(days=DAYS),
        "until": on - dt.timedelta(days=1),
        "small": SMALL,
    }
