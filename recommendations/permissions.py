"""Who may do what with the catalogue: booleans, no writes.

A person is anything with ``is_active``, ``is_curator`` and ``is_administrator``: this app knows no user model.
"""

from typing import Any

from django.core.exceptions import PermissionDenied


def may_curate(user: Any) -> bool:
    """Curators and administrators keep the catalogue; nobody else, and nobody whose account is closed."""
    if not getattr(user, "is_active", False):
        return False
    return bool(getattr(user, "is_curator", False) or getattr(user, "is_administrator", False))


def refuse_while_blocked(user: Any) -> None:
    """Raise ``PermissionDenied``, in words, for a person who may not change at present what is public."""
    refusal = getattr(user, "publishing_refusal", None)
    if refusal and (why := refusal()):
        raise PermissionDenied(why)
