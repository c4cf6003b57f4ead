"""Error reports to a Sentry server, when the operator names one (SENTRY_DSN); the package is the ``sentry`` extra."""

from importlib import import_module
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from .logging import without_secrets


def start_error_reports(dsn: str, *, version: str) -> None:
    """Send unhandled errors to ``dsn``, under the program's version, without addresses, cookies, form values or
    local variables.

    The package is imported here and not above, as only the sites that ask for it install it.
    """
    try:
        sentry = import_module("sentry_sdk")
    except ImportError as error:
        raise ImproperlyConfigured("SENTRY_DSN is set, but the package sentry-sdk is not installed.") from error
    sentry.init(
        dsn=dsn,
        release=version,
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        before_send=scrub,
    )


def scrub(event: dict[str, Any], hint: dict[str, Any]) -> dict[str, Any]:
    """The same report with every text in it struck of addresses and tokens, and without cookies and headers."""
    for part in ("cookies", "headers", "data", "query_string", "env"):
        event.get("request", {}).pop(part, None)
    event.pop("user", None)
    return _clean(event)


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return without_secrets(value)
    if isinstance(value, dict):
        return {key: _clean(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_clean(item) for item in value]
    return value
