"""What the apps in use are known to store in a browser, so that none of it can go undeclared."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from django.apps import apps
from django.conf import settings

from . import conf
from .declaration import bare, matches


@dataclasses.dataclass(frozen=True)
class Use:
    """One cookie or storage key and the app that stores it."""

    app: str
    kind: str
    name: str


def _messages_use_a_cookie() -> bool:
    return "session" not in settings.MESSAGE_STORAGE.rsplit(".", 1)[-1].lower()


def _has_middleware(name: str) -> bool:
    return any(path.endswith(f".{name}") for path in settings.MIDDLEWARE)


def in_use() -> list[Use]:
    """Everything that the installed apps and their settings are known to store."""
    uses = [Use("consent", "cookie", conf.cookie_name()), Use("consent", "cookie", conf.PREFERENCES_COOKIE)]
    if _has_middleware("SessionMiddleware"):
        uses.append(Use("django.contrib.sessions", "cookie", settings.SESSION_COOKIE_NAME))
    if _has_middleware("CsrfViewMiddleware") and not settings.CSRF_USE_SESSIONS:
        uses.append(Use("django.middleware.csrf", "cookie", settings.CSRF_COOKIE_NAME))
    if apps.is_installed("django.contrib.messages") and _messages_use_a_cookie():
        uses.append(Use("django.contrib.messages", "cookie", "messages"))
    if apps.is_installed("django.contrib.admin"):
        uses += [
            Use("django.contrib.admin", "local", "theme"),
            Use("django.contrib.admin", "local", "django.admin.navSidebarIsOpen"),
            Use("django.contrib.admin", "session", "django.admin.navSidebarFilterValue"),
            Use("django.contrib.admin", "session", "django.admin.filtersState"),
        ]
    if apps.is_installed("allauth.mfa") and getattr(settings, "MFA_TRUST_ENABLED", False):
        uses.append(Use("allauth.mfa", "cookie", getattr(settings, "MFA_TRUST_COOKIE_NAME", "mfa_trusted")))
    if apps.is_installed("progress"):
        uses.append(Use("progress", "local", "report-1-1"))  # and the keys of any other person and report
    if apps.is_installed("django_htmx"):
        uses += [
            Use("django_htmx", "session", "htmx-history-cache"),
            Use("django_htmx", "session", "htmx-current-path-for-history"),
            Use("django_htmx", "session", "htmx:sessionStorageTest"),
        ]
    return uses


def undeclared(declared: Iterable[tuple[str, str]]) -> list[Use]:
    """What is in use and covered by none of the (kind, name pattern) pairs given."""
    pairs = list(declared)
    return [use for use in in_use() if not any(matches(kind, pattern, use.kind, use.name) for kind, pattern in pairs)]


def functional_without_notice() -> set[str]:
    """Bare names of the cookies that a site needs before its first notice is there."""
    return {bare(name) for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, conf.cookie_name())}
