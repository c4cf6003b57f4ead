"""Public pages while the database does not answer: those in the page cache go on, and say of what time they are.

What is cached is found by its stamp (``dashboard.caching``), for which the database is asked. Each process remembers
the last state that it was told and when; under the stamp of that state a page is what everybody read at that time.
"""

from __future__ import annotations

import datetime
import re
import sys

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone

from dashboard import page_cache
from dashboard.outages import Outage, outage_of

_before_content = re.compile(rb"<main\b[^>]*>")


def answer(etag: str, as_of: datetime.datetime) -> HttpResponse | None:
    """The page that was last cached under this stamp; None where there is none, or the database is not away at all.

    To be asked in the ``except`` of what the database did not answer. No cache keeps it: the next reader may get news.
    """
    if outage_of(sys.exception()) is not Outage.DATABASE:
        return None
    cached = page_cache.get(etag)
    if cached is None:
        return None
    response = cached.uncompressed()
    if response.headers.get("Content-Type", "").startswith("text/html"):
        note = render_to_string("components/as_of.html", {"as_of": as_of}).encode()
        response.content = _before_content.sub(lambda start: start[0] + note, response.content, count=1)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Age"] = str(int((timezone.now() - as_of).total_seconds()))
    response.headers["X-As-Of"] = as_of.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return response
