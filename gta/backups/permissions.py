"""Who may see which backups there are."""

from django.contrib.auth.models import AnonymousUser


def may_see(user) -> bool:
    """True for administrators."""
    return not isinstance(user, AnonymousUser) and user.is_active and user.is_superuser
