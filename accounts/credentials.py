"""What an administrator may do to the ways into somebody's account: another address, and taking the second factor away.

Both let whoever controls the new way in act as that person. So each needs a reason, tells the owner at the old and the
new address, ends all sessions, blocks publishing for ``PUBLISHING_BLOCK``, and leaves a row in the audit.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import account_mail, audit
from accounts.models import AccountAction, AccountEvent, User, UserManager
from accounts.permissions import refuse_while_blocked
from accounts.sessions import end_all_sessions

PUBLISHING_BLOCK = timedelta(hours=24)


@transaction.atomic
def change_address(*, user: User, email: str, reason: str, by: User, at: datetime | None = None) -> User:
    """Give somebody's account another address, at which alone it can then be entered anew.

    Raises ``PermissionDenied``, or ``ValidationError`` naming ``email`` or ``reason``. Side effects: see above.
    """
    at = at or timezone.now()
    person = _locked_for(user, by, reason)
    before, email = person.email, UserManager.normalize_email(email)
    try:
        validate_email(email)
    except ValidationError as error:
        raise ValidationError({"email": error}) from None
    if email == before:
        raise ValidationError({"email": _("This is already the email address of the account.")})
    if User.objects.filter(email=email).exists() or EmailAddress.objects.filter(email=email).exists():
        raise ValidationError({"email": _("Another account uses this email address.")})
    person.email = email
    EmailAddress.objects.filter(user=person).delete()
    EmailAddress.objects.create(user=person, email=email, primary=True, verified=True)
    SocialAccount.objects.filter(user=person).delete()
    event = _finish(person, AccountAction.ADDRESS, by=by, reason=reason, detail=f"{before} → {email}", at=at)
    account_mail.tell_owner(event, [before, email])
    return person


@transaction.atomic
def reset_second_factor(*, user: User, reason: str, by: User, at: datetime | None = None) -> User:
    """Take somebody's authenticator app, passkeys and recovery codes away, when they lost them.

    Raises as ``change_address`` does, and ``ValidationError`` when there is nothing to take. Side effects: see above.
    """
    at = at or timezone.now()
    person = _locked_for(user, by, reason)
    factors = Authenticator.objects.filter(user_id=person.pk)
    names = ", ".join(sorted(str(factor.type) for factor in factors))
    if not names:
        raise ValidationError(_("This account has no two-step verification."))
    factors.delete()
    event = _finish(person, AccountAction.FACTOR, by=by, reason=reason, detail=names, at=at)
    account_mail.tell_owner(event, [person.email])
    return person


def _locked_for(user: User, by: User, reason: str) -> User:
    """The account under lock, for an administrator who may do this to it and says why."""
    by = User.objects.get(pk=by.pk)
    if not (by.is_active and by.is_administrator):
        raise PermissionDenied
    refuse_while_blocked(by)
    if by.pk == user.pk:
        raise ValidationError(_("Change your own email address and two-step verification under “Your account”."))
    if not reason.strip():
        raise ValidationError({"reason": _("Enter a reason. The person reads it, and it stays in the record.")})
    return User.objects.select_for_update().get(pk=user.pk)


def _finish(person: User, action: str, *, by: User, reason: str, detail: str, at: datetime) -> AccountEvent:
    person.publishing_blocked_until = at + PUBLISHING_BLOCK
    person.save(update_fields=["email", "publishing_blocked_until"])
    end_all_sessions(user=person)
    return audit.record(person, action, by=by, reason=reason, detail=detail, at=at)
