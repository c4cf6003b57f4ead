"""The check that somebody reads the address that the pages and emails name."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning


def contact_is_set(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Warn where the contact address is only the default: nobody may read it."""
    if settings.DEMO or settings.TESTING or settings.CONTACT_EMAIL_IS_SET:
        return []
    return [
        Warning(
            f"CONTACT_EMAIL is not set, so pages and emails name {settings.CONTACT_EMAIL}.",
            hint="Set CONTACT_EMAIL to an address that somebody reads.",
            id="gta.W001",
        )
    ]
