"""Leaving for a provider, coming back from it, and the links of one's own account."""

from __future__ import annotations

import secrets
import time
from typing import Any

from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY, resume_request
from allauth.core.internal import ratelimit
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import invitations
from accounts.invitation_links import digest_of
from accounts.permissions import has_recent_authentication, signed_in
from accounts.single_sign_on import entrance, links, providers
from accounts.single_sign_on.provider import ProviderClient
from accounts.throttles import APP
from accounts.ways_back import way_back

# A proof must be given now, not remembered; asking for an age makes the provider say when it was given.
ANEW = {"prompt": "login", "max_age": "60"}


@login_not_required
@never_cache
@require_POST
def sign_in(request: HttpRequest, provider: str) -> HttpResponse:
    """Off to the provider, to sign in."""
    known = _known(provider)
    if request.user.is_authenticated:
        return redirect("accounts:start")
    return _leave(request, known, purpose="sign_in", back=reverse("account_login"), next=way_back(request))


@login_not_required
@never_cache
@require_POST
def accept(request: HttpRequest, token: str, provider: str) -> HttpResponse:
    """Off to the provider, to accept an invitation without a password."""
    known = _known(provider)
    try:
        found = invitations.find(token=token, on=timezone.now())
    except invitations.InvitationRefused:
        return redirect("accounts:invitation", token=token)
    if request.user.is_authenticated or invitations.account_of(found):
        return redirect("accounts:invitation", token=token)
    return _leave(request, known, purpose="accept", back=reverse("account_login"), invitation=digest_of(token))


@require_POST
def link(request: HttpRequest, provider: str) -> HttpResponse:
    """Off to the provider, to link it to one's own account."""
    user = signed_in(request)
    return _leave(request, _known(provider), purpose="link", back=reverse("accounts:security"), person=user.pk)


@require_POST
def unlink(request: HttpRequest, pk: int) -> HttpResponse:
    """End a link of one's own account."""
    user = signed_in(request)
    try:
        links.unlink(link=get_object_or_404(SocialAccount, pk=pk, user=user), by=user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, _("The link has been removed."))
    return redirect("accounts:security")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def prove(request: HttpRequest, provider: str) -> HttpResponse:
    """Confirm that it is you, by signing in at the provider anew."""
    user, known = signed_in(request), _known(provider)
    if known.name not in [one.provider for one in links.of(user)]:
        raise Http404
    page = way_back(request)
    if request.method == "POST":
        back = request.get_full_path()
        return _leave(request, known, ANEW, purpose="prove", back=back, next=page, person=user.pk)
    return render(request, "accounts/prove_by_provider.html", {"provider": known, "next": page})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def carry_on(request: HttpRequest) -> HttpResponseBase:
    """After the proof: on to the page that asked; what was posted before is sent by the person, not by a link."""
    page = way_back(request) or reverse("accounts:start")
    if not has_recent_authentication(request) or STATE_SESSION_KEY not in request.session:
        return redirect(page)
    if request.method == "POST":
        return resume_request(request) or redirect(page)
    return render(request, "accounts/carry_on.html", {"next": page})


@login_not_required
@never_cache
@require_GET
def callback(request: HttpRequest, provider: str) -> HttpResponseBase:
    """Back from the provider."""
    _known(provider)
    return OAuth2CallbackView.adapter_view(ProviderClient(request, provider))(request)


def _known(name: str) -> providers.Known:
    known = providers.named(name)
    if known is None:
        raise Http404
    return known


def _leave(
    request: HttpRequest, known: providers.Known, ask: dict[str, str] | None = None, *, back: str, **facts: Any
) -> HttpResponse:
    """A page that leads to the provider at once: a redirect would need its whole way there in the policy for forms."""
    if not ratelimit.consume(request, app=APP, action="login"):
        messages.error(request, _("Too many attempts. Wait a few minutes, then try again."))
        return redirect(back)
    question = entrance.Question(
        nonce=secrets.token_urlsafe(24),
        begun=time.time(),
        back=back,
        language=translation.get_language(),
        **facts,
    )
    provider = get_adapter(request).get_provider(request, known.name)
    try:
        away = provider.redirect(
            request, "login", data=question.kept, auth_params={"nonce": question.nonce, **(ask or {})}
        )
    except OAuth2Error:
        messages.error(
            request,
            _("%(provider)s does not answer at present. Try again in a few minutes, or choose another way.")
            % {"provider": known.title},
        )
        return redirect(back)
    return render(request, "accounts/leaving.html", {"provider": known, "address": away["Location"]})
