"""Speaking with a provider: allauth's client, which here believes nothing that is not signed for this very site."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import jwt
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from requests import RequestException

# Keys that only the provider has; with HS256 whoever knows the client's secret could sign.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
CLOCKS_MAY_DIFFER = 60  # seconds
ANSWER_SECONDS = 5
MUST_SAY = ["iss", "aud", "exp", "iat", "sub", "nonce"]


@contextmanager
def read_with_care() -> Iterator[None]:
    """What a provider sends may be anything: what cannot be read is an error of the provider, not of the site."""
    try:
        yield
    except (jwt.PyJWTError, RequestException, LookupError, ValueError, TypeError, AttributeError) as error:
        raise OAuth2Error(f"{type(error).__name__}: {error}") from error


class ProviderClient(OpenIDConnectOAuth2Adapter):
    """Asks for a signed statement about the person, and checks it."""

    @property
    def openid_config(self) -> dict[str, Any]:
        """The provider's own description; one that names another issuer is refused."""
        with read_with_care():
            config = super().openid_config
            if config["issuer"].rstrip("/") != self.get_provider().app.settings["server_url"]:
                raise OAuth2Error(f"The provider calls itself {config['issuer']}.")
        return config

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        """One address for all languages, as the provider knows it, on ``SITE_URL``."""
        with translation.override(settings.LANGUAGE_CODE):
            return settings.SITE_URL + reverse("accounts:provider_callback", args=[self.provider_id])

    def get_access_token_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        with read_with_care():
            return super().get_access_token_data(*args, **kwargs)

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        """The sign-in with ``claims``: what the signed statement says, and of the address what ``userinfo`` adds."""
        with read_with_care():
            claims = self._signed_claims(app, kwargs["response"]["id_token"])
            if "email" not in claims:
                more = self._fetch_user_info(token.token)
                if more["sub"] != claims["sub"]:
                    raise OAuth2Error("userinfo speaks of somebody else.")
                claims = {**more, **claims}
            login = self.get_provider().sociallogin_from_response(request, claims)
        login.claims = claims
        return login

    def _signed_claims(self, app: Any, id_token: str) -> dict[str, Any]:
        config = self.openid_config
        keys = jwt.PyJWKClient(config["jwks_uri"], timeout=ANSWER_SECONDS)
        claims = jwt.decode(
            id_token,
            keys.get_signing_key_from_jwt(id_token),
            algorithms=ALGORITHMS,
            audience=app.client_id,
            issuer=config["issuer"],
            leeway=CLOCKS_MAY_DIFFER,
            options={"require": MUST_SAY},
        )
        if claims.get("azp", app.client_id) != app.client_id:
            raise OAuth2Error("The statement was made for another site.")
        return claims


class Provider(OpenIDConnectProvider):
    """What is kept of a person is one digest, of issuer and number there: no token, no address, no name."""

    oauth2_adapter_class = ProviderClient
    pkce_enabled_default = True

    def extract_uid(self, data: dict[str, Any]) -> str:
        return hashlib.sha256(f"{self.app.settings['server_url']} {data['sub']}".encode()).hexdigest()

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        return {}
