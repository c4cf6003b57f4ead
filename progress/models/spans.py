"""Rows that are true from one day to the next change: from ``valid_from`` on, and no longer on the day ``valid_to``."""

from __future__ import annotations

import datetime

from django.db.models import Q


def true_on(day: datetime.date | None) -> Q:
    """The condition for a row to be true at the end of ``day``; None means now."""
    if day is None:
        return Q(valid_to__isnull=True)
    return (Q(valid_to__isnull=True) | Q(valid_to__gt=day)) & Q(valid_from__lte=day)
