"""Who writes the texts of pages."""

from __future__ import annotations

from accounts.permissions import Person, is_administrator, is_curator


def may_write(user: Person) -> bool:
    """Curators and administrators."""
    return is_curator(user) or is_administrator(user)
