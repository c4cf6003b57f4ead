"""What administrators do with people: bring one in with a role, change roles, close an account."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import invitations
from accounts.models import Invitation, User, UserManager
from accounts.sessions import end_all_sessions


@transaction.atomic
def create_person(
    *,
    email: str,
    name: str,
    language: str = "en",
    curator: bool = False,
    administrator: bool = False,
    by: User | None,
    mail: bool = True,
) -> tuple[User, Invitation, str]:
    """Make an account with roles and no password, and invite its owner to set one.

    Returns the person, the invitation and its link (for the person alone). ``by`` is an administrator, or None on
    the command line. Side effects: a mail after the commit unless ``mail`` is false. Raises ``ValidationError`` for
    wrong fields or an address in use, ``PermissionDenied`` when ``by`` is no administrator.
    """
    if by is not None and not by.is_administrator:
        raise PermissionDenied
    user = User(
        email=UserManager.normalize_email(email), name=name.strip(), is_curator=curator, is_superuser=administrator
    )
    user.set_unusable_password()
    user.full_clean()
    user.save()
    invitation, link = invitations.invite(email=user.email, name=user.name, language=language, by=by, mail=mail)
    return user, invitation, link


@transaction.atomic
def change_roles(*, user: User, name: str, curator: bool, administrator: bool, active: bool, by: User) -> User:
    """Set a person's name, roles and whether they may sign in; it bites on their next request.

    Side effects: closing an account ends its sessions. Raises ``PermissionDenied`` when ``by`` is no administrator,
    ``ValidationError`` when no active administrator would be left.
    """
    if not (by.is_active and by.is_administrator):
        raise PermissionDenied
    administrators = User.objects.select_for_update().filter(is_superuser=True, is_active=True).order_by("pk")
    if not (administrator and active) and {person.pk for person in administrators} == {user.pk}:
        raise ValidationError(_("This is the last administrator. Make another one first."), code="last_administrator")
    name = User._meta.get_field("name").clean(name.strip(), user)
    user.name, user.is_curator, user.is_superuser, user.is_active = name, curator, administrator, active
    user.save(update_fields=["name", "is_curator", "is_superuser", "is_active"])
    if not active:
        end_all_sessions(user=user)
    return user
