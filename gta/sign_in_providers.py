"""The providers that people sign in by (OpenID Connect), as the environment names them, or why they cannot be meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

NAME = re.compile(r"[a-z][a-z0-9_]{0,29}")
DOMAIN = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
LOOPBACK = ("127.0.0.1", "localhost")
TAKEN = "openid_connect"  # what the library calls them all


def is_issuer(url: str) -> bool:
    """Is it an address that may vouch for people? Unencrypted only on this very machine, for trying."""
    parts = urlsplit(url)
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    return bool(safe and parts.hostname and not (parts.query or parts.fragment or parts.username))


def listed(text: str) -> list[str]:
    """The values between commas."""
    return [value.strip() for value in text.split(",") if value.strip()]


@dataclass(frozen=True)
class Part:
    """One variable of a provider: how its name ends, what it should be, and how to tell."""

    ending: str
    should: str
    holds: Callable[[str], bool]


PARTS = (
    Part("NAME", "what people call it, in 1 to 40 characters", lambda text: 0 < len(text) <= 40 and text.isprintable()),
    Part("ISSUER", "the provider's issuer, an address that begins with https://", is_issuer),
    Part("CLIENT_ID", "what the provider calls this site", bool),
    Part("CLIENT_SECRET", "the secret that the provider gave for this site", bool),
    Part(
        "DOMAINS",
        "the domains of addresses that it is trusted for, separated by commas, or empty",
        lambda text: all(DOMAIN.fullmatch(one.lower()) for one in listed(text)),
    ),
    Part("SECOND_FACTOR", "values of amr or acr, separated by commas, or empty", str.isprintable),
)


def read(names: list[str], environment: Mapping[str, str]) -> list[dict[str, Any]]:
    """The providers as the library wants them. Raises ``ImproperlyConfigured`` with all that is wrong; no secret."""
    if wrong := list(_refusals(names, environment)):
        raise ImproperlyConfigured(" ".join(wrong))
    return [_provider(name, environment) for name in names]


def _variable(name: str, ending: str) -> str:
    return f"OIDC_{name.upper()}_{ending}"


def _value(name: str, ending: str, environment: Mapping[str, str]) -> str:
    return environment.get(_variable(name, ending), "").strip()


def _refusals(names: list[str], environment: Mapping[str, str]) -> Iterator[str]:
    if len(set(names)) < len(names) or TAKEN in names or not all(map(NAME.fullmatch, names)):
        yield (
            "OIDC_PROVIDERS must be short names, each once, separated by commas: a small letter first, then small "
            f"letters, digits and _; not {TAKEN}."
        )
        return
    for name in names:
        for part in PARTS:
            if not part.holds(_value(name, part.ending, environment)):
                yield f"{_variable(name, part.ending)} must be {part.should}."


def _provider(name: str, environment: Mapping[str, str]) -> dict[str, Any]:
    value = {part.ending: _value(name, part.ending, environment) for part in PARTS}
    issuer = value["ISSUER"].rstrip("/")
    return {
        "provider_id": name,
        "name": value["NAME"],
        "client_id": value["CLIENT_ID"],
        "secret": value["CLIENT_SECRET"],
        "settings": {
            "server_url": issuer,
            "domains": [domain.lower() for domain in listed(value["DOMAINS"])],
            "second_factor": listed(value["SECOND_FACTOR"]),
        },
    }
