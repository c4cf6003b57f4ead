"""``manage.py check --deploy --database default``: does all answer that the site rests on, and is its role limited?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.checks import CheckMessage, Error, Warning
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.mail import get_connection
from django.db import connection
from django.http import HttpRequest

from accounts.single_sign_on import providers
from accounts.single_sign_on.provider import ProviderClient
from dashboard import replica
from gta import health

MAY_CHANGE = "SELECT has_column_privilege('progress_reportevent', 'hash', 'UPDATE')"


def ask_storage() -> None:
    """A file can be written, and deleted."""
    default_storage.delete(default_storage.save("check-deploy", ContentFile(b"x")))


def ask_static_files() -> None:
    """They were collected for this program; without them no page can be drawn."""
    staticfiles_storage.url("css/tracker.css")


def ask_mail() -> None:
    """The mail server lets us in; nothing is sent."""
    server = get_connection()
    server.open()
    server.close()


def ask_replica() -> None:
    if replica.is_configured():
        health.check_replica()


def ask_sign_in_providers() -> None:
    """Each describes itself, under the issuer that the settings name."""
    for known in providers.configured():
        try:
            if not ProviderClient(HttpRequest(), known.name).openid_config["authorization_endpoint"]:
                raise OAuth2Error("It names no place to sign in.")
        except OAuth2Error as error:
            raise OAuth2Error(f"{known.name}: {error}") from error


#: What is asked, and by which setting an operator finds it.
ASKED: tuple[tuple[str, str, Callable[[], None]], ...] = (
    ("The storage", "MEDIA_ROOT or STORAGE_URL", ask_storage),
    ("The folder of static files", "STATIC_ROOT, and run collectstatic", ask_static_files),
    ("The mail server", "EMAIL_URL", ask_mail),
    ("The cache", "REDIS_URL", health.check_cache),
    ("The broker", "REDIS_URL", health.check_broker),
    ("The replica", "REPLICA_DATABASE_URL", ask_replica),
    ("A provider of sign-ins", "OIDC_PROVIDERS", ask_sign_in_providers),
)


def services_answer(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """An error for each that does not. Side effects: a file is written and deleted, connections are opened."""
    if not databases:
        return []
    return [message for what, setting, ask in ASKED for message in _asked(what, setting, ask)]


def _asked(what: str, setting: str, ask: Callable[[], None]) -> list[CheckMessage]:
    try:
        ask()
    except Exception as error:  # whatever it is, it is the answer
        hint = f"{type(error).__name__}: {error}"
        return [Error(f"{what} does not answer as it must. Look at {setting}.", hint=hint, id="gta.E001")]
    return []


def role_is_limited(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Warn where the site could rewrite its history."""
    if not databases or connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(MAY_CHANGE)
        (may_change,) = cursor.fetchone()
    if not may_change:
        return []
    text = "The role of DATABASE_URL may change the history."
    hint = "Give web, worker and beat a role of their own: manage.py grant_rights (docs/operations.md)."
    return [Warning(text, hint=hint, id="gta.W002")]
