"""What a project says of itself in mails: its name and its sender.

``OUTBOX_FRAME`` names a function that gives both as ``site_name`` and ``sender``; without one the settings say it.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.utils.module_loading import import_string


def _frame() -> Mapping[str, str]:
    name = getattr(settings, "OUTBOX_FRAME", "")
    return import_string(name)() if name else {}


def site_name() -> str:
    """The name of the site."""
    return _frame().get("site_name") or str(getattr(settings, "SITE_NAME", ""))


def sender() -> str:
    """Who every mail comes from."""
    return _frame().get("sender") or settings.DEFAULT_FROM_EMAIL
