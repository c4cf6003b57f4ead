"""Data that programs of every other site may read: cross-origin requests, and answers to what is no reading.

No answer here depends on who asks and none takes a cookie, so every origin may have it.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from dashboard.problems import problem

READING = ("GET", "HEAD", "OPTIONS")
# What a page of another site may look at besides the body.
SHOWN = "Content-Disposition, Content-Language, ETag, Last-Modified, RateLimit, RateLimit-Policy, Retry-After"
# What it may send besides what browsers always allow.
TAKEN = "Accept-Language, If-Modified-Since, If-None-Match"
A_DAY = 24 * 60 * 60


def allow_every_origin(request: HttpRequest, answer: HttpResponseBase) -> None:
    """Let scripts of every site read the answer, if its address is one for programs."""
    if getattr(request, "is_cross_origin", False):
        answer.headers["Access-Control-Allow-Origin"] = "*"
        answer.headers["Access-Control-Expose-Headers"] = SHOWN


def cross_origin(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Mark a view as one for programs: preflight requests are answered, other methods than reading refused.

    Errors that the view raises are drawn elsewhere (``dashboard.views.errors``) and opened there.
    """

    @functools.wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.is_cross_origin = True  # type: ignore[attr-defined]  # an attribute of ours
        if request.method == "OPTIONS":
            answer: HttpResponseBase = _permission()
        elif request.method in READING:
            answer = view(request, *args, **kwargs)
        else:
            answer = _refusal(request)
        allow_every_origin(request, answer)
        return answer

    # Nothing is written here, so a form's token has nothing to protect: every wrong method gets the same 405.
    wrapper.csrf_exempt = True  # type: ignore[attr-defined]  # read by Django
    return wrapper


def _permission() -> HttpResponse:
    answer = HttpResponse(status=204)
    answer.headers["Allow"] = answer.headers["Access-Control-Allow-Methods"] = ", ".join(READING)
    answer.headers["Access-Control-Allow-Headers"] = TAKEN
    answer.headers["Access-Control-Max-Age"] = str(A_DAY)
    return answer


def _refusal(request: HttpRequest) -> HttpResponse:
    if not request.path.startswith("/api/"):
        return HttpResponseNotAllowed(READING)
    answer = problem(405, _("This can only be read"))
    answer.headers["Allow"] = ", ".join(READING)
    return answer
