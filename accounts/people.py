"""What administrators do with people: bring one in with a role, change roles, close an account.

Each leaves a row in the audit of accounts. Nobody makes themselves a curator while there is another administrator:
they ask, and the other one decides. Whoever gains a role is told of to all other administrators by mail.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import account_mail, audit, invitations
from accounts.models import AccountAction, AccountEvent, Invitation, RoleRequest, User, UserManager
from accounts.permissions import can_close, refuse_while_blocked
from accounts.sessions import end_all_sessions

ADMINISTRATOR = "administrator"  # as the audit names the role: the last of several
# For so long after another administrator's end, nobody makes themselves a curator: time to speak up.
WAIT_AFTER_AN_END = timedelta(hours=24)


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
    the command line. Side effects: an audit row; mails are queued: the invitation unless ``mail`` is false, and
    to other administrators about roles. Raises ``ValidationError`` for wrong fields or an address in use,
    ``PermissionDenied`` when ``by`` may not.
    """
    if by is not None:
        _require_administrator(by)
    user = User(
        email=UserManager.normalize_email(email), name=name.strip(), is_curator=curator, is_superuser=administrator
    )
    user.set_unusable_password()
    user.full_clean()
    user.save()
    event = audit.record(user, AccountAction.CREATE, by=by, detail=_roles_of(user))
    if curator or administrator:
        account_mail.tell_other_administrators(event)
    invitation, link = invitations.invite(email=user.email, name=user.name, language=language, by=by, mail=mail)
    return user, invitation, link


@transaction.atomic
def change_roles(
    *, user: User, name: str, curator: bool, administrator: bool, active: bool, by: User, reason: str = ""
) -> User:
    """Set a person's name, roles and whether they may sign in; it bites on their next request.

    An administrator who makes themselves a curator while there is another administrator leaves a ``RoleRequest``
    instead, and the rest is done. Side effects: audit rows; closing an account ends its sessions; mail about roles to
    the other administrators, also to one who is none any more. Raises ``PermissionDenied`` when ``by`` may not,
    ``ValidationError`` when no active administrator would be left, or when ``refuse_own_curatorship`` does.
    """
    _require_administrator(by)
    administrators = User.objects.select_for_update().filter(is_superuser=True, is_active=True).order_by("pk")
    keys = {person.pk for person in administrators}
    if not (administrator and active) and keys == {user.pk}:
        raise ValidationError(_("This is the last administrator. Add another one first."), code="last_administrator")
    before = User.objects.select_for_update().get(pk=user.pk)
    name = User._meta.get_field("name").clean(name.strip(), user)
    if (name, curator, administrator, active) == (
        before.name,
        before.is_curator,
        before.is_superuser,
        before.is_active,
    ):
        return before
    if curator and not before.is_curator and by.pk == user.pk and keys - {by.pk}:
        ask_to_curate(by=by, reason=reason)
        curator = False
    elif curator and not before.is_curator and by.pk == user.pk:
        refuse_own_curatorship()
    user.name, user.is_curator, user.is_superuser, user.is_active = name, curator, administrator, active
    user.save(update_fields=["name", "is_curator", "is_superuser", "is_active"])
    _record_changes(before, user, by=by, reason=reason)
    if not active:
        end_all_sessions(user=user)
    return user


@transaction.atomic
def close(*, user: User, by: User, reason: str) -> User:
    """Deactivate an account: its sessions end at once, and nobody signs in with it until it is opened again.

    Raises ``PermissionDenied`` when ``by`` may not (``permissions.can_close``), ``ValidationError`` without a reason
    and for the last administrator. Side effects: an audit row; mail to the administrators where one of them ends.
    """
    before, user = _to_open_or_close(user, by, reason)
    administrators = User.objects.select_for_update().filter(is_superuser=True, is_active=True)
    if {person.pk for person in administrators} == {user.pk}:
        raise ValidationError(_("This is the last administrator. Add another one first."), code="last_administrator")
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_all_sessions(user=user)
    _record_changes(before, user, by=by, reason=reason)
    return user


@transaction.atomic
def reopen(*, user: User, by: User, reason: str) -> User:
    """Let a deactivated account sign in again, without any membership that ended. Raises as ``close``."""
    before, user = _to_open_or_close(user, by, reason)
    if user.erased_at is not None:
        raise ValidationError(_("This person was erased. The account cannot be opened again."))
    user.is_active = True
    user.save(update_fields=["is_active"])
    _record_changes(before, user, by=by, reason=reason)
    return user


def _to_open_or_close(user: User, by: User, reason: str) -> tuple[User, User]:
    """The account under lock, twice: as it was, and to be changed."""
    by = User.objects.get(pk=by.pk)
    if not reason.strip():
        raise ValidationError({"reason": _("Enter a reason. It stays in the record.")})
    locked = User.objects.select_for_update().get(pk=user.pk)
    if not can_close(by, locked):
        raise PermissionDenied
    refuse_while_blocked(by)
    return locked, User.objects.get(pk=user.pk)


def refuse_own_curatorship(at: datetime | None = None) -> None:
    """Raise ``ValidationError`` while the end of another administrator is fresh: else one would only have to take the
    role from whoever decides about it.
    """
    since = (at or timezone.now()) - WAIT_AFTER_AN_END
    changes = AccountEvent.objects.filter(action__in=(AccountAction.ROLES, AccountAction.CLOSE), at__gte=since)
    ends = changes.filter(detail__contains=f"{ADMINISTRATOR} →")
    if ends.filter(Q(person__is_superuser=False) | Q(person__is_active=False)).exists():
        raise ValidationError(
            _(
                "The role of another administrator ended less than 24 hours ago. Until 24 hours have passed, "
                "administrators cannot make themselves curators."
            )
        )


def ask_to_curate(*, by: User, reason: str, at: datetime | None = None) -> RoleRequest:
    """An administrator asks the others to be made a curator; asking twice is one request. Side effects: audit, mail."""
    if not reason.strip():
        raise ValidationError({"reason": _("Enter a reason. Another administrator will decide.")})
    request, is_new = RoleRequest.objects.get_or_create(
        person=by, decided_at=None, defaults={"reason": reason.strip(), "asked_at": at or timezone.now()}
    )
    if is_new:
        event = audit.record(by, AccountAction.ASK_ROLE, by=by, reason=reason, at=at)
        account_mail.tell_other_administrators(event)
    return request


@transaction.atomic
def decide_about_role(*, request: RoleRequest, grant: bool, by: User, at: datetime | None = None) -> RoleRequest:
    """Another administrator makes the one who asked a curator, or does not.

    Raises ``PermissionDenied`` for the person who asked and for anybody else who may not, ``ValidationError`` when it
    was decided already. Side effects: an audit row.
    """
    at = at or timezone.now()
    _require_administrator(by)
    request = RoleRequest.objects.select_for_update().get(pk=request.pk)
    if request.person_id == by.pk:
        raise PermissionDenied(_("Another administrator must decide on your request."))
    if request.decided_at is not None:
        raise ValidationError(_("This request has already been decided."))
    person = User.objects.select_for_update().get(pk=request.person_id)
    if grant and not (person.is_active and person.is_administrator):
        raise ValidationError(_("The person who asked is no longer an administrator."))
    request.decided_at, request.decided_by, request.granted = at, by, grant
    request.save(update_fields=["decided_at", "decided_by", "granted"])
    if not grant:
        audit.record(person, AccountAction.REFUSE_ROLE, by=by, at=at)
        return request
    person.is_curator = True
    person.save(update_fields=["is_curator"])
    event = audit.record(person, AccountAction.ROLES, by=by, reason=request.reason, detail=_roles_of(person), at=at)
    account_mail.tell_other_administrators(event)
    return request


def _require_administrator(by: User) -> None:
    """Asked of the database again: the role may have been lost since the page was opened."""
    person = User.objects.get(pk=by.pk)
    if not (person.is_active and person.is_administrator):
        raise PermissionDenied
    refuse_while_blocked(person)


def _record_changes(before: User, user: User, *, by: User, reason: str) -> None:
    """Audit rows, and mail about roles. Whoever ends as administrator is told as well."""
    ended = _administers(before) and not _administers(user)
    tell = partial(account_mail.tell_other_administrators, and_the_person=ended)
    if _roles_of(before) != _roles_of(user):
        detail = f"{_roles_of(before)} → {_roles_of(user)}"
        event = audit.record(user, AccountAction.ROLES, by=by, reason=reason, detail=detail)
        tell(event)
    if before.is_active != user.is_active:
        action = AccountAction.OPEN if user.is_active else AccountAction.CLOSE
        detail = f"{_roles_of(before)} → none" if ended else ""
        event = audit.record(user, action, by=by, reason=reason, detail=detail)
        if ended:
            tell(event)


def _administers(user: User) -> bool:
    return user.is_active and user.is_superuser


def _roles_of(user: User) -> str:
    """For the audit, in English, whatever the language of the page."""
    roles = [name for name, has in (("curator", user.is_curator), (ADMINISTRATOR, user.is_administrator)) if has]
    return ", ".join(roles) or "none"
