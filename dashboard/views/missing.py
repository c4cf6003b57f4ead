"""What is no longer at an address, or stands at another one: the same answer for a page and all that hangs on it."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase

from dashboard.gone import why_gone
from dashboard.views.errors import gone


class Elsewhere(Exception):
    """What was asked for under ``written`` stands at the address with ``right`` in its place."""

    def __init__(self, written: str, right: str) -> None:
        super().__init__(written, right)
        self.written, self.right = written, right


def sends_on(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A view whose ``Elsewhere`` becomes a permanent redirect, with the same query."""

    @functools.wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except Elsewhere as elsewhere:
            path = request.path.replace(f"/{elsewhere.written}/", f"/{elsewhere.right}/")
            query = request.META.get("QUERY_STRING", "")
            return HttpResponsePermanentRedirect(f"{path}?{query}" if query else path)

    return wrapper


def missing(request: HttpRequest, things: str, key: str) -> HttpResponse:
    """410 with the public reason for what was published and withdrawn. Raises Http404 for anything else."""
    try:
        why = why_gone(things, key)
    except (ValueError, OverflowError):
        why = None
    if why is None:
        raise Http404
    return gone(request, reason=why.reason, on=why.on)
