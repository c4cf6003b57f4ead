"""Who may pass: booleans over a person or a request, and the same as decorators of views.

A page that a person may not see does not exist for them: forbidden and missing answer the same 404.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps

from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.models import User

View = Callable[..., HttpResponseBase]
Person = User | AnonymousUser

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def is_curator(user: Person) -> bool:
    """True for an active curator."""
    return user.is_authenticated and user.is_active and user.is_curator


def is_administrator(user: Person) -> bool:
    """True for an active administrator."""
    return user.is_authenticated and user.is_active and user.is_administrator


def has_second_factor(user: Person) -> bool:
    """True when the person has an authenticator app or a passkey (recovery codes alone do not count).

    Every session of such a person knew the factor: sign-in asks for it, and adding one ends the other sessions.
    """
    if not user.is_authenticated:
        return False
    return Authenticator.objects.filter(user_id=user.pk, type__in=FACTORS).exists()


def may_act_as_staff(user: Person) -> bool:
    """True when nothing is missing for publishing and administration: a second factor, where one is required."""
    return user.is_authenticated and (not settings.REQUIRE_SECOND_FACTOR or has_second_factor(user))


def has_recent_authentication(request: HttpRequest) -> bool:
    """True when this session's owner proved themselves within ``RECENT_AUTHENTICATION_SECONDS``.

    Signing in counts, and so does confirming the password, a code or a passkey later.
    """
    if not request.user.is_authenticated:
        return False
    records = get_authentication_records(request, request.user)
    return bool(records) and time.time() - records[-1]["at"] < settings.RECENT_AUTHENTICATION_SECONDS


def second_factor_door(request: HttpRequest) -> HttpResponseBase | None:
    """Where a person without a second factor is led to set one up; None for everybody who may go on."""
    if may_act_as_staff(request.user):
        return None
    messages.warning(request, _("Set up a second factor first: publishing and administration need one."))
    return redirect("mfa_index")


def second_factor_required(view: View) -> View:
    """Lead a person without a second factor to setting one up, then let them come back."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        return second_factor_door(request) or view(request, *args, **kwargs)

    return guarded


def recent_authentication_required(view: View) -> View:
    """Ask for the password, a code or a passkey again when the last proof is old.

    What was posted is kept (files are not) and carried out after the person has confirmed.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        if not has_recent_authentication(request):
            raise ReauthenticationRequired
        return view(request, *args, **kwargs)

    return guarded


def curator_required(view: View) -> View:
    """Curators with their second factor; 404 for everybody else."""
    return _role_required(is_curator, view)


def administrator_required(view: View) -> View:
    """Administrators with their second factor; 404 for everybody else."""
    return _role_required(is_administrator, view)


def _role_required(has_role: Callable[[Person], bool], view: View) -> View:
    guarded_view = second_factor_required(view)

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        if not has_role(request.user):
            raise Http404
        return guarded_view(request, *args, **kwargs)

    return guarded
