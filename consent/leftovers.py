"""Removing what a visitor no longer agrees to from their browser, as it was declared."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from . import conf, declaration, notices
from .categories import FUNCTIONAL


def remove_unconsented(request: HttpRequest, response: HttpResponseBase, granted: frozenset[str]) -> list[str]:
    """Expire every declared cookie that the request sent and ``granted`` does not cover. Returns their names.

    A browser drops a cookie only when domain and path match those it was set with. The guard lets an optional cookie
    be set with its declared domain and path alone, so expiring it with these always reaches it.
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
