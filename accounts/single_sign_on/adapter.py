"""allauth, as this site wants it with providers: it speaks with them, ``entrance`` decides."""

from __future__ import annotations

import logging
from typing import Any, NoReturn

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base.constants import AuthError
from django.http import HttpRequest

from accounts.single_sign_on import entrance

logger = logging.getLogger(__name__)


class ProvidersAdapter(DefaultSocialAccountAdapter):
    """Providers come from the settings alone, and nobody signs up."""

    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> list[Any]:
        """Not those of the database: a row there would be a way into every account."""
        return [app for app in super().list_apps(request, provider, client_id) if app.pk is None]

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Never: accounts come by invitation."""
        return False

    def authenticate_by_email(self, sociallogin: Any) -> None:
        """Never here: ``links.link_by_address`` knows whose account may be opened that way."""

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> NoReturn:
        """The provider has spoken: what comes of it is ours to say."""
        raise ImmediateHttpResponse(entrance.enter(request, sociallogin))

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Any = None,
        extra_context: dict[str, Any] | None = None,
    ) -> NoReturn:
        """Back to where the person began, with words; the log says more."""
        if error != AuthError.CANCELLED:
            logger.warning("Sign-in by %s failed: %s", provider.app.provider_id, str(exception or error)[:300])
        state = (extra_context or {}).get("state")
        cancelled = error == AuthError.CANCELLED
        raise ImmediateHttpResponse(entrance.failed(request, provider.name, state, cancelled=cancelled))
