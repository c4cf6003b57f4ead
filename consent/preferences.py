"""What a visitor may want remembered: theme, language, density of tables. One readable cookie, set by the server."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from . import conf

THEMES = ("auto", "light", "dark")
DENSITIES = ("normal", "compact")


class UnknownValue(ValueError):
    """A value that a preference does not have; ``field`` names the preference."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def _allowed() -> dict[str, tuple[str, ...]]:
    return {"theme": THEMES, "density": DENSITIES, "language": tuple(conf.languages())}


ALLOWED = ("theme", "density", "language")


def check(values: Mapping[str, str]) -> dict[str, str]:
    """The values, when each is one that its preference has. Raises UnknownValue."""
    allowed = _allowed()
    for field, value in values.items():
        if value not in allowed[field]:
            raise UnknownValue(field)
    return dict(values)


def read(request: HttpRequest) -> dict[str, str]:
    """The preferences in the request's cookie; whatever is not one of their values is left out."""
    allowed = _allowed()
    pairs = (part.partition("=") for part in request.COOKIES.get(conf.PREFERENCES_COOKIE, "").split("."))
    return {field: value for field, _equals, value in pairs if value in allowed.get(field, ())}


def write(response: HttpResponseBase, values: Mapping[str, str]) -> None:
    """Set the cookie, for as long as a choice lasts; the page's script reads it to apply the theme at once."""
    response.set_cookie(
        conf.PREFERENCES_COOKIE,
        ".".join(f"{field}={value}" for field, value in sorted(values.items())),
        max_age=int(conf.CHOICE_LASTS.total_seconds()),
        secure=conf.site_is_secure(),
        samesite="Lax",
    )
