"""Which day it is: for one person, in the time zone of their preferences, or for the site, in ``settings.TIME_ZONE``.

A person's day decides what they may enter and what is asked of them: forms, lists and mails of signed-in people. The
site's day decides what everybody sees alike and what is stored: public pages, publication days, roll-ups, snapshots.
"""

from __future__ import annotations

import datetime
import zoneinfo

from django.utils import timezone


def site_day(at: datetime.datetime | None = None) -> datetime.date:
    """The site's day at the moment ``at`` (now by default), whatever time zone is active for a person."""
    return timezone.localdate(at, timezone.get_default_timezone())


def zone_of(user) -> datetime.tzinfo:
    """The time zone that ``user`` chose; the site's for nobody, or when the machine does not know the one chosen."""
    preferences = getattr(user, "preferences", None)
    try:
        return zoneinfo.ZoneInfo(preferences.time_zone) if preferences else timezone.get_default_timezone()
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return timezone.get_default_timezone()


def today_of(user, at: datetime.datetime | None = None) -> datetime.date:
    """The day that it is for ``user`` at the moment ``at`` (now by default)."""
    return timezone.localdate(at, zone_of(user))


def iso(moment: datetime.datetime) -> str:
    """A moment in UTC, to the second: 2026-03-05T09:30:00Z."""
    return moment.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
