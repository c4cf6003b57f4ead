"""The way back to the page that a person came from, which a form carries as ``next``."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

LONGEST = 2000


def way_back(request: HttpRequest) -> str:
    """The page of this site that ``next`` of a form or an address names; empty for none, and for another site's."""
    page = request.POST.get("next") or request.GET.get("next", "")
    if not page.startswith("/") or len(page) > LONGEST or not page.isprintable():
        return ""
    return page if url_has_allowed_host_and_scheme(page, allowed_hosts=None) else ""
