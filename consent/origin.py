"""Where a choice may come from and where it may lead back to.

The banner is the same for everyone and kept by caches, so it holds no form token. Instead a choice is taken only
from the site's own pages: every browser says where a POST comes from.
"""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from . import conf


def is_own(request: HttpRequest) -> bool:
    """True when a POST comes from this site's pages, or from a program that is no browser and sends neither header."""
    origin = request.headers.get("Origin", "")
    fetch_site = request.headers.get("Sec-Fetch-Site", "")
    if origin and origin != "null":
        return origin in {f"{request.scheme}://{request.get_host()}", *conf.own_origins()}
    if fetch_site:
        return fetch_site in ("same-origin", "none")
    return origin != "null"


def safe_next(request: HttpRequest, target: str) -> str | None:
    """``target`` when it is an address on this site, else None."""
    if not target.startswith("/") or len(target) > 2000 or not target.isprintable():
        return None
    allowed = url_has_allowed_host_and_scheme(target, allowed_hosts=None, require_https=request.is_secure())
    return target if allowed else None
