"""System checks: nothing that an app in use stores may go undeclared."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import checks
from django.db import DatabaseError

from . import conf, declaration, known_storage


def storage_is_declared(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """consent.E001 for each cookie or storage key in use that no declared item covers (needs the database)."""
    if not databases:
        return []
    try:
        declared = declaration.declared_names()
    except DatabaseError:
        return []  # before the first migration
    if not declared:
        return []
    return [
        checks.Error(
            f"{use.app} stores {use.name!r} ({use.kind}) in browsers, which is not declared.",
            hint="Declare it in the administration (consent, declared items) and publish a notice.",
            id="consent.E001",
        )
        for use in known_storage.undeclared(declared)
    ]


def settings_are_sound(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """consent.E002 to E005: the cookie's name fits the site, both middlewares are there and in order,
    visits are counted in a way that exists."""
    found: list[checks.CheckMessage] = []
    if conf.cookie_name().startswith("__Host-") and not conf.site_is_secure():
        found.append(checks.Error("A __Host- cookie needs HTTPS.", hint="Set CONSENT_COOKIE_NAME.", id="consent.E002"))
    middleware = list(settings.MIDDLEWARE)
    guard, consent = "consent.middleware.StorageGuardMiddleware", "consent.middleware.ConsentMiddleware"
    if guard not in middleware or consent not in middleware:
        found.append(checks.Error(f"MIDDLEWARE needs {guard} and {consent}.", id="consent.E003"))
    elif any("Session" in name or "Csrf" in name for name in middleware[: middleware.index(guard)]):
        found.append(checks.Error(f"{guard} must stand before everything that sets cookies.", id="consent.E004"))
    if conf.visits_counted_by() not in ("server", "beacon"):
        found.append(checks.Error("CONSENT_VISITS_COUNTED_BY is “server” or “beacon”.", id="consent.E005"))
    return found


def register() -> None:
    """Register the checks; the one on the declaration runs with ``migrate`` and ``check --database``."""
    checks.register(settings_are_sound, checks.Tags.security)
    checks.register(storage_is_declared, checks.Tags.database)
