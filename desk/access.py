"""Who opens the desk: curators and administrators, with their second factor."""

from __future__ import annotations

import functools
from collections.abc import Callable

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache

from accounts.permissions import is_administrator, is_curator, second_factor_required

View = Callable[..., HttpResponseBase]


def for_staff(view: View) -> View:
    """404 for everybody else, as if there were nothing."""
    inner = second_factor_required(view)

    @never_cache
    @functools.wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        if not (is_curator(request.user) or is_administrator(request.user)):
            raise Http404
        return inner(request, *args, **kwargs)

    return guarded
