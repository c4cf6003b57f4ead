"""Logs as one JSON object a line, with the request's id and without addresses or secrets.

``RequestIdMiddleware`` gives every request an id (the proxy's, when one is trusted); each line written
while it is answered carries it.
"""

import json
import logging
import re
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse

request_id: ContextVar[str] = ContextVar("request_id", default="")

_PROXY_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
_PERSONAL = re.compile(r"(?P<scheme>\w+://)[^\s/@]+@|[^\s<>@,;]+@[\w-]+(?:\.[\w-]+)+")
# An unbroken run of 20 or more with a letter and a digit: a token in a link, a session key, a receipt.
_TOKEN = re.compile(r"(?<![\w:-])(?=[\w:-]*\d)(?=[\w:-]*[A-Za-z])[\w:-]{20,}(?![\w-])")


def without_secrets(text: str) -> str:
    """The text with e-mail addresses, passwords in addresses and anything that looks like a token struck out."""
    return _TOKEN.sub("[token]", _PERSONAL.sub(_struck_out, text))


def _struck_out(found: re.Match[str]) -> str:
    return f"{found['scheme']}[password]@" if found["scheme"] else "[address]"


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time (UTC), level, logger, message, and where there are any: request, error."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": without_secrets(record.getMessage()),
        }
        if current := request_id.get():
            line["request"] = current
        if record.exc_info:
            line["error"] = without_secrets(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)


class RequestIdMiddleware:
    """Sets ``request_id`` for as long as a request is answered, and names it in the ``X-Request-ID`` of an error."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = request_id.set(_id_of(request))
        request.request_id = request_id.get()  # type: ignore[attr-defined]  # the page for a 500 shows it
        try:
            response = self.get_response(request)
            if response.status_code >= 500:
                response["X-Request-ID"] = request_id.get()
            return response
        finally:
            request_id.reset(token)


def _id_of(request: HttpRequest) -> str:
    given = request.headers.get("X-Request-ID", "") if settings.TRUSTED_PROXY_COUNT else ""
    return given if _PROXY_ID.fullmatch(given) else uuid.uuid4().hex


def configuration(*, level: str) -> dict[str, object]:
    """Django's LOGGING: everything to standard error as JSON, from ``level`` up."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "gta.logging.JsonFormatter"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
            # A probe for an address that does not exist is no event of ours; with its path it fills the log.
            "django.request": {"level": "ERROR"},
            "django.security.DisallowedHost": {"level": "ERROR"},
            # Says at each connection that a folder has no host name.
            "kombu.connection": {"level": "ERROR"},
            "weasyprint": {"level": "ERROR"},
            "fontTools": {"level": "ERROR"},
        },
    }
