"""The audit of accounts: who changed what of whose account, when and why. Called by the verbs, in their transaction."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from accounts.models import AccountEvent, User


def record(
    person: User, action: str, *, by: User | None, reason: str = "", detail: str = "", at: datetime | None = None
) -> AccountEvent:
    """Add one row. ``by`` None stands for the command line."""
    return AccountEvent.objects.create(
        person=person, action=action, by=by, reason=reason.strip(), detail=detail[:600], at=at or timezone.now()
    )
