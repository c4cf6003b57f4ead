"""Decorators of the writing pages."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponseBase

from accounts.permissions import is_administrator, is_curator, second_factor_required
from stakeholders.errors import NotPermitted

View = Callable[..., HttpResponseBase]


def writing(view: View) -> View:
    """A page that changes things: staff come with their second factor; what a person may not do is a 404."""
    with_factor = second_factor_required(view)

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        staff = is_curator(request.user) or is_administrator(request.user)
        try:
            return (with_factor if staff else view)(request, *args, **kwargs)
        except NotPermitted:
            raise Http404 from None

    return guarded
