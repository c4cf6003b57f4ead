"""The runtime guard: no answer sets a cookie that is undeclared, or that its visitor has not agreed to; and what a
visitor agreed to no longer is removed.
"""

from __future__ import annotations

import datetime as dt
import logging
from email.utils import parsedate_to_datetime
from http.cookies import Morsel

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from . import conf, declaration, known_storage, notices
from .categories import FUNCTIONAL
from .gate import consent_of

logger = logging.getLogger(__name__)


class UnlawfulCookie(AssertionError):
    """A response would set a cookie that it must not set."""


def _is_deletion(morsel: Morsel) -> bool:
    if str(morsel["max-age"]) == "0":
        return True
    if morsel["max-age"] != "" or not morsel["expires"]:
        return False
    try:
        return parsedate_to_datetime(morsel["expires"]) <= dt.datetime(1970, 1, 2, tzinfo=dt.UTC)
    except (TypeError, ValueError):
        return False


def objection(request: HttpRequest, name: str, morsel: Morsel) -> str | None:
    """Why a cookie may not be set for this request, in words; None when it may."""
    notice = notices.current()
    if notice is None:
        if declaration.bare(name) in known_storage.functional_without_notice():
            return None
        return "nothing has been declared yet"
    item = declaration.find(notice.items, "cookie", name)
    if item is None:
        return "it is not declared"
    category = item["category"]
    if category == FUNCTIONAL:
        return None
    if not consent_of(request).allows(category):
        return f"this visitor has not agreed to {category}"
    if (morsel["domain"], morsel["path"] or "/") != (item["domain"], item["path"]):
        return "its domain and path are not the declared ones, so that a withdrawal could not remove it"
    return None


def check(request: HttpRequest, response: HttpResponseBase) -> None:
    """Look at every cookie that a response sets. Raises UnlawfulCookie in tests; else strips it and logs its name."""
    for name, morsel in list(response.cookies.items()):
        if _is_deletion(morsel):
            continue
        reason = objection(request, name, morsel)
        if reason is None:
            continue
        if conf.guard_raises():
            raise UnlawfulCookie(f"{request.method} {request.path} would set the cookie {name!r}, but {reason}.")
        del response.cookies[name]
        logger.error("cookie %s stripped from %s %s: %s", name, request.method, request.path, reason)


def remove_unconsented(request: HttpRequest, response: HttpResponseBase, granted: frozenset[str]) -> list[str]:
    """Expire every declared cookie that the request sent and ``granted`` does not cover. Returns their names.

    A browser drops a cookie only when domain and path match those it was set with. ``check`` lets an optional cookie be
    set with its declared domain and path alone, so expiring it with these always reaches it.
    """
    notice = notices.current()
    removed = []
    for name in request.COOKIES:
        item = declaration.find(notice.items if notice else [], "cookie", name)
        if item is None or item["category"] in (FUNCTIONAL, *granted):
            continue
        response.delete_cookie(name, path=item["path"] or "/", domain=item["domain"] or None, samesite="Lax")
        response.cookies[name]["secure"] = conf.site_is_secure()
        removed.append(name)
    return removed
