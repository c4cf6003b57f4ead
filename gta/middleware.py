"""Signed-in by default, without looking at who asks for a public page."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest
from django.http.response import HttpResponseBase


class SignedInByDefaultMiddleware(LoginRequiredMiddleware):
    """Django's own, but it asks first whether the view is public.

    Django's reads ``request.user`` for every view, which loads the session and makes each answer vary by cookie, so
    that no cache could share a public page.
    """

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase], view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        if not getattr(view_func, "login_required", True):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)
