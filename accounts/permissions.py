"""Who may do what: booleans over a person or a request, redirects to what must be proved first, decorators of views.

A page that a person may not see does not exist for them: forbidden and missing answer the same 404.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import suspend_request
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts import kept_forms
from accounts.models import User

View = Callable[..., HttpResponseBase]
Person = User | AnonymousUser

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def signed_in(request: HttpRequest) -> User:
    """The person who asks, for views that only people who signed in reach. Raises ``PermissionDenied`` for others."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def is_curator(user: Person) -> bool:
    """True for an active curator."""
    return user.is_authenticated and user.is_active and user.is_curator


def is_administrator(user: Person) -> bool:
    """True for an active administrator."""
    return user.is_authenticated and user.is_active and user.is_administrator


def looks_after_people(user: Person) -> bool:
    """True for curators, who look after members, and administrators, who look after everybody."""
    return is_curator(user) or is_administrator(user)


def can_close(user: Person, person: User) -> bool:
    """Deactivate an account or open it again: administrators any but their own, curators those without a role here."""
    if user.pk == person.pk:
        return False
    return is_administrator(user) or (is_curator(user) and not (person.is_curator or person.is_superuser))


def has_second_factor(user: Person) -> bool:
    """True when the person has an authenticator app or a passkey (recovery codes alone do not count).

    Every session of such a person knew the factor: sign-in asks for it, and adding one ends the other sessions.
    """
    if not user.is_authenticated:
        return False
    return Authenticator.objects.filter(user_id=user.pk, type__in=FACTORS).exists()


def has_authenticator_app(user: Person) -> bool:
    """True when the person can enter a code: a page without a session takes no passkey."""
    return Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP).exists()


def can_change_what_is_public(user: Person) -> bool:
    """True for whoever needs a second factor: curators, administrators, and those who speak for an organisation.

    The latter are its focal point and alternate (``settings.ACCOUNTS_PUBLISHING_ROLES``).
    """
    if is_curator(user) or is_administrator(user):
        return True
    if not (user.is_authenticated and user.is_active):
        return False
    membership = apps.get_model(settings.ACCOUNTS_MEMBERSHIP_MODEL)
    return membership.objects.filter(
        user_id=user.pk, ended_at=None, role__in=settings.ACCOUNTS_PUBLISHING_ROLES
    ).exists()


def provider_checked_second_factor(request: HttpRequest) -> bool:
    """True when this session's owner came by a provider that checked a second factor, and is trusted to do so."""
    return any(record.get("second_factor") for record in get_authentication_records(request, request.user))


def may_act_as_staff(request: HttpRequest) -> bool:
    """True when nothing is missing for publishing and administration: a second factor, where one is required."""
    if not request.user.is_authenticated:
        return False
    if not settings.REQUIRE_SECOND_FACTOR or provider_checked_second_factor(request):
        return True
    return has_second_factor(request.user)


def may_sign_in_locally(user: Person) -> bool:
    """True for whoever may use a password or passkey of this site: administrators, whatever ``LOCAL_SIGN_IN`` says."""
    return settings.LOCAL_SIGN_IN == "everybody" or is_administrator(user)


def has_recent_authentication(request: HttpRequest) -> bool:
    """True when this session's owner proved themselves within ``RECENT_AUTHENTICATION_SECONDS``.

    Signing in counts, and so does confirming the password, a code or a passkey later.
    """
    if not request.user.is_authenticated:
        return False
    records = get_authentication_records(request, request.user)
    return bool(records) and time.time() - records[-1]["at"] < settings.RECENT_AUTHENTICATION_SECONDS


def second_factor_redirect(request: HttpRequest) -> HttpResponseBase | None:
    """Where a person without a second factor is led to set one up; None for everybody who may go on.

    Side effect: what they typed (the role may be new) is kept, and shown when they come back to the form.
    """
    if may_act_as_staff(request):
        return None
    if request.method == "POST":
        kept_forms.keep_of_this_person(request)
    messages.warning(request, _("Set up two-step verification first. Your role can change public content."))
    return redirect("mfa_index")


def reauthentication_redirect(request: HttpRequest) -> HttpResponseBase | None:
    """Where a person is led whose last proof is old: to give the password, a code or a passkey; None for others.

    What was posted is put into the session (files are not), and carried out after the person has proved themselves.
    """
    if has_recent_authentication(request):
        return None
    ways = get_adapter().get_reauthentication_methods(request.user)
    where = ways[0]["url"] if ways else reverse("account_login")
    answer = suspend_request(request, where)
    if request.method == "POST":
        # allauth compares with the path alone: with the query, what was posted would be lost.
        query = urlencode({REDIRECT_FIELD_NAME: request.path})
        return redirect(f"{where}?{query}")
    return answer


def refuse_while_blocked(user: User) -> None:
    """Raise ``PermissionDenied``, in words, for a person who may not change at present what is public.

    The verbs that publish, change or retract in public ask this, whoever calls them.
    """
    if refusal := user.publishing_refusal():
        raise PermissionDenied(refusal)


def second_factor_required(view: View) -> View:
    """Lead a person without a second factor to setting one up, then let them come back."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        return second_factor_redirect(request) or view(request, *args, **kwargs)

    return guarded


def curator_required(view: View) -> View:
    """Curators with their second factor; 404 for everybody else."""
    return _role_required(is_curator, view)


def administrator_required(view: View) -> View:
    """Administrators with their second factor; 404 for everybody else."""
    return _role_required(is_administrator, view)


def staff_required(view: View) -> View:
    """Curators and administrators with their second factor; 404 for everybody else."""
    return _role_required(looks_after_people, view)


def _role_required(has_role: Callable[[Person], bool], view: View) -> View:
    guarded_view = second_factor_required(view)

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        if not has_role(request.user):
            raise Http404
        return guarded_view(request, *args, **kwargs)

    return guarded
