"""Rows that are true from one day to the next change: from ``since`` on, and no longer on the day ``until``."""

from __future__ import annotations

import datetime

from django.db.models import Q


def true_on(day: datetime.date | None) -> Q:
    """The condition for a row to be true at the end of ``day``; None means now."""
    if day is None:
        return Q(until__isnull=True)
    return (Q(until__isnull=True) | Q(until__gt=day)) & Q(since__lte=day)
