"""Who may do what in the admin, from the roles on the person and from nothing else."""

from __future__ import annotations

from allauth.account.auth_backends import AuthenticationBackend

from accounts.models import User

CURATED_APPS = frozenset({"recommendations", "stakeholders"})


class RoleBackend(AuthenticationBackend):
    """Sign-in by e-mail and password; permissions by role.

    Administrators may everything (Django asks ``is_superuser`` before any backend). Curators may view and change
    the catalogue and the organisations. Groups and single permissions are not looked at: one source of rights.
    """

    def get_user(self, user_id: int) -> User | None:
        """The person of a session, with their preferences: every signed-in page asks for the time zone."""
        user = User.objects.select_related("preferences").filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None

    def has_perm(self, user_obj, perm: str, obj=None) -> bool:
        """True when a role of the person grants ``app.verb_model``."""
        if not isinstance(user_obj, User) or not user_obj.is_active:
            return False
        if user_obj.is_administrator:
            return True
        app, _, codename = perm.partition(".")
        return user_obj.is_curator and app in CURATED_APPS and codename.startswith(("view_", "change_"))

    def has_module_perms(self, user_obj, app_label: str) -> bool:
        """True when the person sees the app in the admin at all."""
        if not isinstance(user_obj, User) or not user_obj.is_active:
            return False
        return user_obj.is_administrator or (user_obj.is_curator and app_label in CURATED_APPS)

    def get_all_permissions(self, user_obj, obj=None) -> set[str]:
        """Empty: rights follow from roles, not from rows."""
        return set()

    def get_user_permissions(self, user_obj, obj=None) -> set[str]:
        """Empty, as above."""
        return set()

    def get_group_permissions(self, user_obj, obj=None) -> set[str]:
        """Empty, as above."""
        return set()
