"""How old the last report behind a status is. The only place that knows the two limits.

A commitment that nobody has reported on for six calendar months is *ageing*, for twelve *stale*. Nothing here is
stored: freshness depends on the day, which is always passed in.
"""

import calendar
import datetime as dt
import functools

from django.db import models
from django.utils.translation import gettext_lazy as _

AGEING_MONTHS = 6
STALE_MONTHS = 12


class Freshness(models.TextChoices):
    """Freshness of the last published report, as of a day."""

    FRESH = "fresh", _("Recent")
    AGEING = "ageing", _("Ageing")
    STALE = "stale", _("Out of date")
    NONE = "none", _("No report yet")


@functools.lru_cache(maxsize=256)
def months_before(on: dt.date, months: int) -> dt.date:
    """The same day of the month ``months`` calendar months earlier, or that month's last day if it is shorter."""
    index = on.year * 12 + on.month - 1 - months
    year, month = divmod(index, 12)
    month += 1
    return dt.date(year, month, min(on.day, calendar.monthrange(year, month)[1]))


def ageing_cutoff(on: dt.date) -> dt.date:
    """The latest report date that is no longer fresh on the day ``on``; queries compare with ``__lte``."""
    return months_before(on, AGEING_MONTHS)


def stale_cutoff(on: dt.date) -> dt.date:
    """The latest report date that is stale on the day ``on``; queries compare with ``__lte``."""
    return months_before(on, STALE_MONTHS)


def _first_day_after(day: dt.date, months: int) -> dt.date:
    """The first day whose same day ``months`` months earlier is ``day`` or later."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    month += 1
    if day.day <= calendar.monthrange(year, month)[1]:
        return dt.date(year, month, day.day)
    return dt.date(year + month // 12, month % 12 + 1, 1)


def ages_on(reported_on: dt.date) -> dt.date:
    """The day from which a status last reported on ``reported_on`` is ageing."""
    return _first_day_after(reported_on, AGEING_MONTHS)


def stales_on(reported_on: dt.date) -> dt.date:
    """The day from which it is stale."""
    return _first_day_after(reported_on, STALE_MONTHS)


def freshness(reported_on: dt.date | None, *, on: dt.date) -> Freshness:
    """The freshness, as of ``on``, of a status last reported on ``reported_on`` (``None``: never reported)."""
    if reported_on is None:
        return Freshness.NONE
    if reported_on <= stale_cutoff(on):
        return Freshness.STALE
    if reported_on <= ageing_cutoff(on):
        return Freshness.AGEING
    return Freshness.FRESH
