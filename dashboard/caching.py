"""Stamps of public answers: what a cache or a reader already has is not worked out again.

Everything public changes together with one row (``PublicVersion``), so one query tells whether an earlier answer still
holds. The day belongs to the stamp because freshness and overdue depend on it; the program's own files do because a
new release may draw the same facts differently.
"""

from __future__ import annotations

import datetime
import functools
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from accounts.days import site_day
from consent import notices
from dashboard.kept import SHELF, finished
from dashboard.public import public_page
from dashboard.remembered import State, under
from dashboard.sharing import for_every_site
from dashboard.speaking import in_asked_language
from progress.models import PublicVersion


@functools.cache
def release() -> tuple[str, float]:
    """A digest of the program's files, and the newest one's time. Read once a process."""
    newest, digest = 0.0, hashlib.sha256()
    for folder in ("templates", "charts", "dashboard", "opendata", "search", "consent", "locale", "static"):
        for path in sorted((Path(settings.BASE_DIR) / folder).rglob("*")):
            if path.suffix in (".html", ".py", ".mo", ".css", ".js", ".svg"):
                state = path.stat()
                digest.update(f"{path.name} {state.st_size} {state.st_mtime_ns}".encode())
                newest = max(newest, state.st_mtime)
    digest.update(f"{settings.SITE_NAME} {settings.SITE_URL} {settings.DEMO}".encode())
    return digest.hexdigest()[:12], newest


@dataclass(frozen=True)
class Stamp:
    """The ``ETag`` and the ``Last-Modified`` moment of an address now, and the state that they stand for."""

    etag: str
    moment: datetime.datetime
    state: State


def public_version() -> tuple[int, int, datetime.datetime]:
    """Number, number of the catalogue, and moment of the last change. By hand: every public request asks this."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT number, catalogue, changed_at FROM {PublicVersion._meta.db_table} WHERE id = 1")  # noqa: S608
        number, catalogue, changed_at = cursor.fetchone()
    if isinstance(changed_at, str):  # SQLite
        changed_at = datetime.datetime.fromisoformat(changed_at)
    if changed_at.tzinfo is None:
        changed_at = changed_at.replace(tzinfo=datetime.UTC)
    return number, catalogue, changed_at


def stamp(request: HttpRequest) -> Stamp:
    """The stamp of this address. One query."""
    number, catalogue, changed_at = public_version()
    today, (files, files_time) = site_day(), release()
    midnight = datetime.datetime.combine(today, datetime.time.min, timezone.get_default_timezone())
    # The question about cookies stands on every page, so a new notice makes every page a new one.
    notice = notices.current()
    around = (files, notice.number if notice else 0)
    parts = (number, today, *around, get_language(), request.get_host(), request.get_full_path())
    moment = max(changed_at, midnight, datetime.datetime.fromtimestamp(files_time, datetime.UTC))
    etag = quote_etag(hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:32])
    return Stamp(etag, moment, State((number, today, *around), (catalogue, *around)))


def stamped(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Answer 304 before any work when the reader's copy holds, and from what is kept under the stamp when it is there;
    put the stamps on what is answered with 200.
    """

    @functools.wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD"):
            return view(request, *args, **kwargs)
        now = stamp(request)
        etag, modified = now.etag, int(now.moment.timestamp())
        answer = get_conditional_response(request, etag=etag, last_modified=modified)
        if answer is None and (kept := SHELF.get(etag)) is not None:
            answer = kept.response(request)
        if answer is None:
            with under(None if settings.DEBUG else now.state):
                answer = view(request, *args, **kwargs)
            if not settings.DEBUG and (made := finished(answer)) is not None:
                SHELF.put(etag, made, now.state.everything)
                answer = made.response(request)
        if answer.status_code in (200, 304):
            # Compressed bytes are other bytes: the stamp of what they mean is then a weak one.
            answer.headers["ETag"] = f"W/{etag}" if answer.has_header("Content-Encoding") else etag
            answer.headers["Last-Modified"] = http_date(modified)
        return answer

    return wrapper


def published_data(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """The same for programs' addresses, whose language is asked for beside the path, and for every other site's use."""
    return public_page(for_every_site(in_asked_language(stamped(view))))


def published_feed(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """For programs too, but under the path of a page, which says the language."""
    return public_page(for_every_site(stamped(view)))


def published_page(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A public page of what is published: open to all, kept by caches for a minute, conditional after that."""
    return public_page(require_safe(stamped(view)))
