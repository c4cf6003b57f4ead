"""Pages of one's own: where to start, preferences, accepting an invitation."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import invitations, kept_forms, preferences
from accounts.days import site_day
from accounts.forms import InvitationForm, PreferencesForm
from accounts.invitation_words import purposes
from accounts.models import Invitation, User
from accounts.permissions import (
    can_change_what_is_public,
    has_second_factor,
    may_sign_in_locally,
    provider_checked_second_factor,
    signed_in,
)
from accounts.single_sign_on.ways import ways_in
from identity.current import spoken


def _in_language(path: str, language: str) -> str:
    """A path of the site in a person's language: English has no prefix."""
    return path if language == settings.LANGUAGE_CODE else f"/{language}{path}"


def _is_member(user: User) -> bool:
    membership = apps.get_model(settings.ACCOUNTS_MEMBERSHIP_MODEL)
    return membership.objects.filter(user=user, ended_at=None).exists()


def _first_page(user: User) -> str:
    """The page that a person comes for."""
    if user.is_curator:
        return "/review/"
    if _is_member(user):
        return "/reporting/"
    if user.assessor_grants.active(on=site_day()).exists():
        return "/review/assessments/"
    return "/admin/" if user.is_administrator else "/accounts/preferences/"


@require_GET
@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """After signing in: on to the work, in the person's own language."""
    user = signed_in(request)
    return redirect(_in_language(_first_page(user), user.preferences.language))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def edit_preferences(request: HttpRequest) -> HttpResponse:
    """A person's own preferences."""
    user = signed_in(request)
    own = user.preferences
    posted = request.POST if request.method == "POST" else kept_forms.typed_before(request)
    form = PreferencesForm(posted, instance=own)
    if request.method == "POST" and form.is_valid():
        saved = preferences.change(preferences=own, by=user, **form.cleaned_data)
        with translation.override(spoken(saved.language)):
            messages.success(request, _("Your preferences are saved."))
            return redirect(_in_language("/accounts/preferences/", saved.language))
    return render(request, "accounts/preferences.html", {"form": form, "preferences": own})


@require_POST
def drop_kept_form(request: HttpRequest) -> HttpResponse:
    """Drop what was typed before the session ended, and go on with what is saved."""
    kept_forms.forget(request, request.POST.get("action", ""))
    page = request.POST.get("page", "")
    on_this_site = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    return redirect(page if on_this_site else "accounts:start")


@require_GET
@never_cache
def security(request: HttpRequest) -> HttpResponse:
    """Everything about one's own account on one page, each thing a link to where it is changed."""
    context = {
        "second_factor": has_second_factor(request.user),
        "provider_checks": provider_checked_second_factor(request),
        "local": may_sign_in_locally(request.user),
        "ways": ways_in(signed_in(request)),
        "second_factor_required": settings.REQUIRE_SECOND_FACTOR and can_change_what_is_public(request.user),
    }
    return render(request, "accounts/security.html", context)


@login_not_required
@never_cache
@sensitive_post_parameters("password1", "password2")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind an invitation's link. Opening it changes nothing; the button accepts."""
    try:
        found = invitations.find(token=token, on=timezone.now())
        if invitations.account_of(found):
            return _accept_as_account(request, found, token)
        return _accept_as_new_person(request, found, token)
    except invitations.InvitationRefused as refusal:
        return _refused(request, refusal)


def _refused(request: HttpRequest, refusal: invitations.InvitationRefused) -> HttpResponse:
    status = {"unknown": 404, "other": 403, "sign_in": 403}.get(refusal.reason, 410)
    context = {"reason": refusal.reason, "explanation": refusal.messages[0]}
    return render(request, "accounts/invitation_refused.html", context, status=status)


def _about(found: Invitation) -> dict[str, Any]:
    """Who invites, to which organisation, as what and to do what."""
    return {"invitation": found, "purposes": purposes(found)}


def _accept_as_account(request: HttpRequest, found: Invitation, token: str) -> HttpResponse:
    """Somebody who has an account: signs in the usual way, second factor included, then accepts."""
    if not request.user.is_authenticated:
        return render(request, "accounts/invitation_sign_in.html", _about(found))
    if request.user.email != found.email:
        raise invitations.InvitationRefused("other")
    if request.method != "POST":
        return render(request, "accounts/invitation_join.html", _about(found))
    invitations.accept(token=token, by=request.user)
    messages.success(request, _("You have accepted the invitation."))
    return redirect("accounts:start")


def _accept_as_new_person(request: HttpRequest, found: Invitation, token: str) -> HttpResponse:
    """Somebody new: chooses a name and a password, and is signed in."""
    if request.user.is_authenticated:
        raise invitations.InvitationRefused("other")
    if not invitations.may_choose_password(found):
        return render(request, "accounts/invitation_by_provider.html", {"token": token, **_about(found)})
    form = InvitationForm(request.POST or None, invitation=found)
    if request.method != "POST" or not form.is_valid():
        return render(request, "accounts/invitation.html", {"form": form, "token": token, **_about(found)})
    user = invitations.accept(token=token, name=form.cleaned_data["name"], password=form.cleaned_data["password1"])
    record_authentication(request, user, method="password", email=user.email)
    return perform_login(request, Login(user=user, redirect_url=reverse("accounts:start"), email=user.email))


@require_http_methods(["POST"])
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of one's own other sessions; one that is not there, or another person's, is simply not there."""
    session = UserSession.objects.filter(pk=pk, user=request.user).first()
    if session and not session.is_current():
        session.end()
        messages.success(request, _("The session has been ended."))
    return redirect("usersessions_list")
