"""Who reads the log."""

from __future__ import annotations

from accounts.permissions import Person, is_administrator, is_curator


def may_read(user: Person) -> bool:
    """Curators, of what concerns no account; administrators, of everything."""
    return is_curator(user) or is_administrator(user)
