"""Decorators of the writing pages."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponseBase

from accounts.permissions import can_change_what_is_public, second_factor_required
from stakeholders.errors import NotPermitted

View = Callable[..., HttpResponseBase]


def writing(view: View) -> View:
    """A page that changes things: what a person may not do is a 404.

    Whoever can change what is public comes with their second factor.
    """
    with_factor = second_factor_required(view)

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        needs_factor = can_change_what_is_public(request.user)
        try:
            return (with_factor if needs_factor else view)(request, *args, **kwargs)
        except NotPermitted:
            raise Http404 from None

    return guarded
