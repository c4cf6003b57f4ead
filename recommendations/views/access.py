"""Who may open the pages of curators, and what their forms are bound to."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from recommendations.permissions import may_curate

View = Callable[..., HttpResponseBase]


def for_curators(view: View) -> View:
    """Answer 404, as if there were nothing, to whoever does not keep the catalogue.

    Whoever is not signed in was sent to sign in before.
    """

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_curate(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def sent(request: HttpRequest) -> tuple[Any, Any]:
    """What a form is bound to: data and files of a POST, even of an empty one; nothing when the page is opened."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def sent_or_typed_before(request: HttpRequest) -> Any:
    """Data of a POST; on a GET what the person had typed before the session ended (``request.kept_form``), or None.

    A form that is bound to it is only shown again: ask for the method before anything is saved.
    """
    if request.method == "POST":
        return request.POST
    kept = getattr(request, "kept_form", None)
    return kept.take(request.path) if kept else None
