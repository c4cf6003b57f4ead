"""The names of cookies as this site's browsers show them: a setting may put ``__Host-`` before a declared name."""

from __future__ import annotations

from django.conf import settings

from . import conf
from .declaration import bare


def shown(name: str) -> str:
    """A declared cookie's name with the prefix that this site's settings give it."""
    configured = (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, conf.cookie_name())
    return next((full for full in configured if bare(full) == name), name)
