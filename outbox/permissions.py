"""Who may decide about mail."""

from django.contrib.auth.models import AnonymousUser


def may_decide(user) -> bool:
    """True for administrators: they see every message and may hold, release, cancel and send again."""
    return not isinstance(user, AnonymousUser) and user.is_active and user.is_superuser
