"""The providers that the settings name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings


@dataclass(frozen=True)
class Known:
    """A provider: its short name, what people call it, and what it is trusted for."""

    name: str
    title: str
    issuer: str
    domains: frozenset[str]
    second_factor: frozenset[str]

    def is_trusted_for(self, email: str) -> bool:
        """True when the address is of a domain for which the provider speaks."""
        return email.rpartition("@")[2] in self.domains


def configured() -> list[Known]:
    """All of them, in the order of the settings."""
    apps: Any = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    return [
        Known(
            name=app["provider_id"],
            title=app["name"],
            issuer=app["settings"]["server_url"],
            domains=frozenset(app["settings"]["domains"]),
            second_factor=frozenset(app["settings"]["second_factor"]),
        )
        for app in apps
    ]


def named(name: str) -> Known | None:
    """The provider with this short name, if there is one."""
    return next((one for one in configured() if one.name == name), None)
