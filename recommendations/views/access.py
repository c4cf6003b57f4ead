"""The door of the curators' pages."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from recommendations.permissions import may_curate

View = Callable[..., HttpResponse]


def for_curators(view: View) -> View:
    """Answer 404, as if there were nothing, to whoever does not keep the catalogue.

    Whoever is not signed in was sent to sign in before.
    """

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_curate(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def sent(request: HttpRequest) -> tuple[Any, Any]:
    """What a form is bound to: data and files of a POST, even of an empty one; nothing when the page is opened."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)
