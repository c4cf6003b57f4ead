"""What happens around the app: somebody signs in, tables are flushed."""

from __future__ import annotations

from typing import Any

from django.apps import apps as current_apps
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.db import connections
from django.utils import timezone, translation

from . import notices, recording, seeding, triggers
from .gate import consent_of


def signed_in(sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
    """Carry the browser's refusals into the account. What the cookie then says is the middleware's to write."""
    if request is None:
        return
    consent = consent_of(request)
    recording.take_over_at_sign_in(
        by=user,
        held=consent.held,
        language=translation.get_language() or settings.LANGUAGE_CODE,
        at=timezone.now(),
    )
    consent.forget_account()


def after_migrate(sender: Any, using: str, apps: Any = current_apps, **kwargs: Any) -> None:
    """Put the database's own rules in, and the first notice back after ``flush`` emptied what migrations seeded."""
    tables = set(connections[using].introspection.table_names())
    if not {"consent_noticeversion", "consent_noticetext", "consent_consentevent", "consent_loghead"} <= tables:
        return  # migrated back to before this app's tables, or a database that is not its own
    try:
        triggers.install(using, apps)
        seeded = seeding.seed(apps, using)
    except LookupError:
        return  # migrated to a state without this app
    if seeded:
        notices.forget()


def connect() -> None:
    """Connect the rules of sign-in."""
    user_logged_in.connect(signed_in, dispatch_uid="consent.signed_in")
