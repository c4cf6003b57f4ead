"""Who says whose site this is."""

from __future__ import annotations

from typing import Any


def may_change(user: Any) -> bool:
    """Administrators: Django gives them every permission, and nobody else this one."""
    return user.has_perm("identity.change_identity")
