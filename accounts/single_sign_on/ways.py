"""What the rest of signing in asks about providers."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.socialaccount.models import SocialAccount
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.single_sign_on import providers
from accounts.single_sign_on.providers import Known


def came_by_provider(request: HttpRequest) -> dict[str, Any]:
    """The proof that a provider gave just now, before anybody is signed in; empty for any other way."""
    records = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY) or [{}]
    return records[-1] if records[-1].get("method") == "provider" else {}


def ways_in(user: User) -> list[tuple[Known, SocialAccount | None]]:
    """Each provider, with the person's link to it or none."""
    known = providers.configured()
    links = {link.provider: link for link in SocialAccount.objects.filter(user=user)} if known else {}
    return [(one, links.get(one.name)) for one in known]


def ways_to_prove(user: Any) -> list[dict[str, Any]]:
    """The pages on which a person confirms who they are at a provider that is linked to their account."""
    known = {one.name: one for one in providers.configured()}
    if not (known and user.is_authenticated):
        return []
    linked = SocialAccount.objects.filter(user=user, provider__in=known).values_list("provider", flat=True)
    return [
        {
            "id": f"provider:{name}",
            "description": _("Sign in again with %(provider)s") % {"provider": known[name].title},
            "url": reverse("accounts:provider_prove", args=[name]),
        }
        for name in linked
    ]
