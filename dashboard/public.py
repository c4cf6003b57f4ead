"""Public pages: open to everyone, the same for everyone, and therefore kept by caches for a minute."""

import functools
import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.decorators import method_decorator
from django.views import View

# What is published shows at once to whoever asks for a page that no cache holds, and within a minute to others.
CACHE_CONTROL = "public, max-age=60, stale-while-revalidate=30"

logger = logging.getLogger(__name__)


class PersonalPublicPage(AssertionError):
    """A public page looked at who is asking, so that its answer must not be shared."""


def personal_traces(request: HttpRequest, response: HttpResponseBase) -> list[str]:
    """What in this request or answer belongs to one person, in words; empty for an impersonal page."""
    traces = []
    if getattr(getattr(request, "session", None), "accessed", False):
        traces.append("the session was read or written")
    if hasattr(request, "_cached_user"):
        traces.append("request.user was read")
    if response.cookies:
        traces.append(f"cookies were set: {', '.join(response.cookies)}")
    if request.META.get("CSRF_COOKIE_NEEDS_UPDATE"):
        traces.append("a form token was made")
    return traces


def _seal(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    traces = personal_traces(request, response)
    if traces and (settings.DEBUG or settings.TESTING):
        raise PersonalPublicPage(f"{request.path} is a public page, but {'; '.join(traces)}.")
    if traces:
        logger.error("public page %s is personal: %s", request.path, "; ".join(traces))
        response.headers["Cache-Control"] = "private, no-store"
    elif "Cache-Control" not in response.headers and response.status_code in (200, 301, 304, 404, 410):
        response.headers["Cache-Control"] = CACHE_CONTROL
        patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _public_function(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    @functools.wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if getattr(response, "is_rendered", True):
            return _seal(request, response)
        response.add_post_render_callback(functools.partial(_seal, request))  # type: ignore[attr-defined]  # a TemplateResponse
        return response

    return login_not_required(wrapper)


def public_page(view: Any) -> Any:
    """Mark a function or class view as public: no sign-in, kept by shared caches for a minute.

    A page so marked must touch neither session, user, form tokens nor cookies: in development and tests it fails
    when it does; in production the answer is logged and kept out of every cache. A view that sets its own
    ``Cache-Control`` keeps it. ``ETag`` and ``Last-Modified`` are the view's own (``condition``).
    """
    if isinstance(view, type) and issubclass(view, View):
        return method_decorator(_public_function, name="dispatch")(view)
    return _public_function(view)
