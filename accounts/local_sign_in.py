"""Pages of passwords, where ``LOCAL_SIGN_IN`` leaves those to administrators."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.permissions import may_sign_in_locally


def for_local_sign_in(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Send whoever signs in through their organisation back to their account, with words."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        if request.user.is_authenticated and not may_sign_in_locally(request.user):
            messages.warning(request, _("You sign in through your organisation, so your account needs no password."))
            return redirect("accounts:security")
        return view(request, *args, **kwargs)

    return guarded
