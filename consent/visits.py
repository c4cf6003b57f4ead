"""First-party statistics: how often a page was opened, counted only for people who agreed, on the server."""

from __future__ import annotations

import datetime as dt
import logging
import re
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import F
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils import translation

from . import conf
from .categories import STATISTICS
from .counting import counted_day
from .gate import consent_of
from .models import PageView

logger = logging.getLogger(__name__)

# What bounds the table against made-up paths and referrers: at most this many rows a day.
ROWS_A_DAY = 20_000
HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,97}[a-z0-9])?", re.ASCII)


def referrer_host(referrer: str, own_host: str) -> str:
    """The host that a visit came from; empty for this site itself, none, or anything that is no host name."""
    try:
        host = (urlsplit(referrer).hostname or "").lower()
    except ValueError:
        return ""
    return host if HOST.fullmatch(host) and host != own_host.split(":")[0].lower() else ""


def add(*, path: str, language: str, referrer: str, at: dt.datetime) -> None:
    """Count one view of a page. Side effect: one row of the day is made or raised by one."""
    key: dict[str, Any] = {
        "day": counted_day(at),
        "path": path[:200],
        "language": language,
        "referrer": referrer,
    }
    with transaction.atomic():
        if PageView.objects.filter(**key).update(views=F("views") + 1):
            return
        if PageView.objects.filter(day=key["day"]).count() >= ROWS_A_DAY:
            return
        PageView.objects.get_or_create(**key)
        PageView.objects.filter(**key).update(views=F("views") + 1)


def _is_page(request: HttpRequest, response: HttpResponseBase) -> bool:
    return (
        request.method == "GET"
        and response.status_code == 200
        and response.headers.get("Content-Type", "").startswith("text/html")
        and "HX-Request" not in request.headers
        and "prefetch" not in request.headers.get("Sec-Purpose", "")
    )


def is_counted(path: str) -> bool:
    """False for addresses that are no public reading: sign-in, administration, this app's own."""
    bare_path = path
    first = path.split("/")[1] if path.startswith("/") else ""
    if first in conf.languages():
        bare_path = path[len(first) + 1 :]
    return not bare_path.startswith(conf.visits_uncounted())


def count_page(request: HttpRequest, response: HttpResponseBase) -> None:
    """Count a page on its way out, if the site counts here and this visitor agreed. Never fails the page."""
    if conf.visits_counted_by() != "server" or not _is_page(request, response) or not is_counted(request.path):
        return
    consent = consent_of(request)
    try:
        if consent.held is None or not consent.allows(STATISTICS):
            return
        add(
            path=request.path,
            language=translation.get_language() or "",
            referrer=referrer_host(request.headers.get("Referer", ""), request.get_host()),
            at=consent.at,
        )
    except DatabaseError:
        logger.exception("a page view was not counted")


def count_beacon(request: HttpRequest, path: str, referrer: str) -> bool:
    """Count a page that a cache answered, as its script reports it. False: not agreed to, or no page of this site."""
    consent = consent_of(request)
    if not consent.allows(STATISTICS) or not is_counted(path):
        return False
    language = translation.get_language_from_path(path) or settings.LANGUAGE_CODE
    try:
        with translation.override(language):
            resolve(path)
    except Resolver404:
        return False
    add(path=path, language=language, referrer=referrer_host(referrer, request.get_host()), at=consent.at)
    return True
