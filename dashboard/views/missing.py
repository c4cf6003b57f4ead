"""What is no longer at an address, or stands at another one: the same answer for a page and all that hangs on it."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from dashboard.gone import why_gone
from dashboard.views.errors import gone
from stakeholders.models import Organisation


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
            path = re.sub(rf"/{re.escape(elsewhere.written)}(?=[/.])", f"/{elsewhere.right}", request.path, count=1)
            query = request.META.get("QUERY_STRING", "")
            return HttpResponsePermanentRedirect(f"{path}?{query}" if query else path)

    return wrapper


def follow_merge(things: str, key: str | int) -> None:
    """Raise ``Elsewhere`` for an organisation that was merged into another one."""
    if things == "organisations" and "\x00" not in str(key):
        merged = Organisation.objects.filter(slug=key, merged_into__isnull=False).select_related("merged_into").first()
        if merged and merged.merged_into:
            raise Elsewhere(merged.slug, merged.merged_into.slug)


def find_organisation(slug: str) -> Organisation:
    """The organisation, archived or not. Raises ``Elsewhere`` for one that was merged into another one."""
    rows = Organisation.objects.select_related("country").prefetch_related("merged")
    row = get_object_or_404(rows, slug=slug)
    if row.merged_into_id is not None:
        follow_merge("organisations", slug)
    return row


def missing(request: HttpRequest, things: str, key: str) -> HttpResponse:
    """410 with the public reason for what was published and withdrawn.

    Raises Http404 for anything else, and ``Elsewhere`` for what was merged.
    """
    follow_merge(things, key)
    try:
        why = why_gone(things, key)
    except (ValueError, OverflowError):
        why = None
    if why is None:
        raise Http404
    is_archived = things in ("organisations", "recommendations")
    return gone(request, reason=why.reason, on=why.on, is_archived=is_archived)
