"""Signing in by the providers of organisations (OpenID Connect): docs/decisions/accounts-single-sign-on.md."""

import os
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from .environment import Env
from .sign_in_providers import read

_env = Env()

# Who may sign in with what this site keeps itself, a password or a passkey.
LOCAL_SIGN_IN = _env.str("LOCAL_SIGN_IN", default="") or "everybody"
SIGN_IN_PROVIDERS = read(_env.list("OIDC_PROVIDERS", default=[]), os.environ)

if LOCAL_SIGN_IN not in ("everybody", "administrators"):
    raise ImproperlyConfigured("LOCAL_SIGN_IN must be everybody or administrators.")
if LOCAL_SIGN_IN == "administrators" and not SIGN_IN_PROVIDERS:
    raise ImproperlyConfigured("LOCAL_SIGN_IN must be everybody where OIDC_PROVIDERS names none: nobody could sign in.")

SOCIALACCOUNT_ADAPTER = "accounts.single_sign_on.adapter.ProvidersAdapter"
SOCIALACCOUNT_PROVIDERS: dict[str, dict[str, Any]] = {
    "openid_connect": {"provider_class": "accounts.single_sign_on.provider.Provider", "APPS": SIGN_IN_PROVIDERS}
}
