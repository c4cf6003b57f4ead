"""Which day something is counted on: the day of UTC, so that neither the site's time zone nor a reader's moves it."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone


def counted_day(at: dt.datetime | None = None) -> dt.date:
    """The day on which what happens at the moment ``at`` (now by default) is counted."""
    return (at or timezone.now()).astimezone(dt.UTC).date()
