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
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from accounts.days import site_day
from consent import notices
from dashboard import kept_pages, page_cache, replica
from dashboard.catalogue import of_version
from dashboard.cors import cross_origin
from dashboard.language_negotiation import in_requested_language
from dashboard.public import personal_traces, public_page
from identity import current as identity
from progress.models import PublicVersion

SERVE_NOTHING = ("benchmarks", "scripts", "tests")


def folders() -> list[Path]:
    """Where the files lie that an answer is made of: every package but those that serve nothing, so that a new app is
    in, and what is no package.
    """
    base = Path(settings.BASE_DIR)
    packages = {path.parent for path in base.glob("*/__init__.py")} - {base / name for name in SERVE_NOTHING}
    return sorted(packages | {base / "templates", base / "locale", base / "static"})


@functools.cache
def release() -> tuple[str, float]:
    """A digest of the program's files, and the newest one's time. Read once a process."""
    newest, digest = 0.0, hashlib.sha256()
    for folder in folders():
        for path in sorted(folder.rglob("*")):
            if path.suffix in (".html", ".py", ".mo", ".css", ".js", ".svg"):
                state = path.stat()
                digest.update(f"{path.name} {state.st_size} {state.st_mtime_ns}".encode())
                newest = max(newest, state.st_mtime)
    digest.update(f"{settings.SITE_NAME} {settings.SITE_URL} {settings.CONTACT_EMAIL} {settings.DEMO}".encode())
    return digest.hexdigest()[:12], newest


@dataclass(frozen=True)
class State:
    """All that public answers depend on besides their address: what the database said, and when."""

    number: int
    catalogue: int
    changed_at: datetime.datetime
    day: datetime.date
    notice: int
    identity: int
    read_at: datetime.datetime


class _Last:
    """The last state that this process was told."""

    state: State | None = None


@dataclass(frozen=True)
class Stamp:
    """The ``ETag`` and the ``Last-Modified`` moment of an address, and the state behind them."""

    etag: str
    moment: datetime.datetime
    state: State


def state_now() -> State:
    """One query. Side effect: it is remembered, for while the database does not answer."""
    number, catalogue, changed_at = PublicVersion.objects.values_list("number", "catalogue", "changed_at").get()
    # The question about cookies and the site's name stand on every page: a new one makes every page a new one.
    notice = notices.current()
    shown = notice.number if notice else 0
    version = identity.site().version
    _Last.state = State(number, catalogue, changed_at, site_day(), shown, version, timezone.now())
    return _Last.state


def stamp(request: HttpRequest, state: State | None = None) -> Stamp:
    """The stamp of this address; of now, which takes one query, unless it is said of when."""
    state = state or state_now()
    files, files_time = release()
    midnight = datetime.datetime.combine(state.day, datetime.time.min, timezone.get_default_timezone())
    parts = (
        state.number, state.day, files, state.notice, state.identity, get_language(), request.get_host(),
        request.get_full_path(),
    )  # fmt: skip
    moment = max(state.changed_at, midnight, datetime.datetime.fromtimestamp(files_time, datetime.UTC))
    etag = quote_etag(hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:32])
    return Stamp(etag, moment, state)


def stamped(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Answer 304 before any work when the reader's copy holds, and from the page cache when the answer is there; put
    the stamps on what is answered with 200.
    """

    @functools.wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD"):
            return view(request, *args, **kwargs)
        try:
            now = stamp(request)
        except (DatabaseError, InterfaceError):
            if kept := _as_last_known(request):
                return kept
            raise
        etag, modified = now.etag, int(now.moment.timestamp())
        answer: HttpResponseBase | None = get_conditional_response(request, etag=etag, last_modified=modified)
        if answer is None and not settings.DEBUG:  # with DEBUG a template may have been edited
            answer = _cached(etag, request) or _made(now, request, functools.partial(view, request, *args, **kwargs))
        if answer is None:
            answer = view(request, *args, **kwargs)
        if answer.status_code in (200, 304):
            # Compressed bytes are other bytes: the stamp of what they mean is then a weak one.
            answer.headers["ETag"] = f"W/{etag}" if answer.has_header("Content-Encoding") else etag
            answer.headers["Last-Modified"] = http_date(modified)
        return answer

    return wrapper


def _as_last_known(request: HttpRequest) -> HttpResponseBase | None:
    last = _Last.state
    return kept_pages.answer(stamp(request, last).etag, as_of=last.read_at) if last else None


def _cached(etag: str, request: HttpRequest) -> HttpResponseBase | None:
    answer = page_cache.get(etag)
    return _marked(answer.response(request), "hit") if answer else None


def _made(now: Stamp, request: HttpRequest, view: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """The view's own answer, which is cached where it may be."""
    with of_version(now.state.catalogue):
        response = _from_replica(now.state, view) or view()
        answer = page_cache.cacheable(response)
    if answer is None or personal_traces(request, response):
        return response
    page_cache.put(now.etag, answer)
    return _marked(answer.response(request), "miss")


def _from_replica(state: State, view: Callable[[], HttpResponseBase]) -> HttpResponseBase | None:
    """The answer as the replica has it, drawn; None where it does not have this state, or fails half-way."""
    if not replica.has(state.number, state.catalogue):
        return None
    try:
        with replica.reading():
            response = view()
            return response if getattr(response, "is_rendered", True) else response.render()  # type: ignore[attr-defined]
    except (OperationalError, InterfaceError) as error:
        replica.leave(error)
        return None


def _marked(response: HttpResponseBase, result: str) -> HttpResponseBase:
    """For whoever counts how often the page cache helps (gta/metrics)."""
    response.page_cache = result  # type: ignore[attr-defined]
    return response


def published_data(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """The same for programs' addresses, whose language is asked for beside the path, and for every other site's use."""
    return public_page(cross_origin(in_requested_language(stamped(view))))


def published_feed(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """For programs too, but under the path of a page, which says the language."""
    return public_page(cross_origin(stamped(view)))


def published_page(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A public page of what is published: open to all, kept by caches for a minute, conditional after that."""
    return public_page(require_safe(stamped(view)))
