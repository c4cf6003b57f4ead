"""What happens by itself when a person appears, signs in, or gains a second factor."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.account.signals import (
    authentication_step_completed,
    email_changed,
    password_changed,
    password_reset,
    user_logged_in,
)
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db.models.signals import post_save
from django.http import HttpRequest
from django.utils import timezone

from accounts import audit, invitation_mail, throttles
from accounts.adapter import client_address
from accounts.models import AccountAction, Preferences, User
from accounts.sessions import end_other_sessions
from outbox.signals import message_sent


def connect() -> None:
    """Connect every receiver once; called when the app is ready."""
    post_save.connect(complete_new_person, sender=User, dispatch_uid="accounts.complete_new_person")
    user_logged_in.connect(note_sign_in, dispatch_uid="accounts.note_sign_in")
    authentication_step_completed.connect(rotate_session_key, dispatch_uid="accounts.rotate_session_key")
    authenticator_added.connect(protect_with_new_factor, dispatch_uid="accounts.protect_with_new_factor")
    message_sent.connect(invitation_mail.note_sent, dispatch_uid="accounts.note_sent")
    email_changed.connect(record_own_address, dispatch_uid="accounts.record_own_address")
    for signal in (password_changed, password_reset):
        signal.connect(record_own_password, dispatch_uid="accounts.record_own_password")
    for signal in (authenticator_added, authenticator_removed):
        signal.connect(record_own_factor, dispatch_uid="accounts.record_own_factor")


def complete_new_person(*, instance: User, created: bool, raw: bool = False, **kwargs) -> None:
    """Give a new person preferences and a confirmed address.

    Confirmed, because accounts come by a link sent to that very address; without a row allauth would tell nobody
    of changes to the account.
    """
    if not created or raw:
        return
    Preferences.objects.get_or_create(user=instance, defaults={"time_zone": settings.TIME_ZONE})
    EmailAddress.objects.get_or_create(
        user=instance, email=instance.email, defaults={"primary": True, "verified": True}
    )


def note_sign_in(*, request: HttpRequest, user: User, **kwargs) -> None:
    """Remember the address that the person signed in from, so that throttles spare it."""
    throttles.remember_address(user=user, address=client_address(request), on=timezone.now())


def rotate_session_key(*, request: HttpRequest, reauthenticated: bool = False, **kwargs) -> None:
    """Give the session a new key when its owner proves themselves again (sign-in rotates it already)."""
    if not reauthenticated:
        return
    old_key = request.session.session_key
    request.session.cycle_key()
    UserSession.objects.filter(session_key=old_key).update(session_key=request.session.session_key)


def protect_with_new_factor(*, request: HttpRequest, user: User, authenticator: Authenticator, **kwargs) -> None:
    """End every other session when a factor is added: those were opened without it.

    What lives on is the session in which the owner proved their password and added the factor, so that "the person
    has a second factor" means "this session knew it".
    """
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        end_other_sessions(user=user, keep=request.session.session_key)


def record_own_address(*, user: User, from_email_address, to_email_address, **kwargs) -> None:
    """The audit of a change that the owner made; allauth has mailed the old address."""
    before = from_email_address.email if from_email_address else ""
    audit.record(user, AccountAction.OWN_ADDRESS, by=user, detail=f"{before} → {to_email_address.email}")


def record_own_password(*, user: User, **kwargs) -> None:
    """As above, for a password that was changed, or set anew through a link by mail."""
    audit.record(user, AccountAction.OWN_PASSWORD, by=user)


def record_own_factor(*, user: User, authenticator: Authenticator, **kwargs) -> None:
    """As above, for an authenticator app, a passkey or recovery codes."""
    audit.record(user, AccountAction.OWN_FACTOR, by=user, detail=str(authenticator.type))
