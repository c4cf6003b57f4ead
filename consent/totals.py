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


def _joined(by_day: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Days, each joined with those after it until its views are not few; the last ones wait until they are not."""
    found: list[dict[str, Any]] = []
    for row in by_day:
        if found and found[-1]["views"] < SMALL:
            found[-1] |= {"last": row["day"], "views": found[-1]["views"] + row["total"]}
        else:
            found.append({"first": row["day"], "last": row["day"], "views": row["total"]})
    return [row for row in found if row["views"] >= SMALL]


def public_totals(*, on: dt.date) -> dict[str, Any]:
    """Views of the thirty days before ``on``: by day, and the pages opened most. Small figures are in neither,
    nor does one table less the other give one."""
    rows = PageView.objects.filter(day__gte=on - dt.timedelta(days=DAYS), day__lt=on)
    days = _joined(list(rows.values("day").annotate(total=Sum("views")).order_by("day")))
    told = rows.filter(day__lte=days[-1]["last"]) if days else rows.none()
    by_page = told.values("path").annotate(total=Sum("views")).order_by("-total", "path")
    return {
        "days": days,
        "pages": _pages_fit_for_showing(list(by_page)),
        "since": on - dt.timedelta(days=DAYS),
        "until": on - dt.timedelta(days=1),
        "small": SMALL,
    }
