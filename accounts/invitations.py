"""The ways of an invitation: invite, mail again, revoke, accept.

The link itself is kept nowhere (see ``invitation_links``). Mailing again makes a new one and kills the old one. The
mail is queued in the same transaction (see ``invitation_mail``).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import invitation_mail
from accounts.invitation_links import digest_of, link_of, new_link
from accounts.invitation_words import needs_set_up
from accounts.models import Invitation, User, UserManager
from accounts.signals import invitation_accepted

PAUSE = timedelta(minutes=5)  # between two mails of one invitation


class InvitationRefused(ValidationError):
    """An invitation that cannot be accepted; ``reason`` is unknown, expired, accepted, revoked, sign_in or other."""

    def __init__(self, reason: str) -> None:
        super().__init__(refusals()[reason], code=reason)
        self.reason = reason


def refusals() -> dict[str, str]:
    """Why an invitation is refused, in words for the person who holds the link."""
    return {
        "unknown": _("This invitation link is incomplete or unknown. Copy the whole link from the email."),
        "expired": _("This invitation has expired. Ask the person who invited you to send it again."),
        "accepted": _("This invitation has been used. Sign in with your email address and password."),
        "revoked": _("This invitation has been cancelled. Ask the person who invited you."),
        "sign_in": _("You have an account already. Sign in to accept this invitation."),
        "other": _("This invitation is for another person. Sign out, then open the link again."),
    }


@transaction.atomic
def invite(
    *,
    email: str,
    name: str = "",
    language: str = "en",
    by: User | None,
    on: datetime | None = None,
    mail: bool = True,
) -> tuple[Invitation, str]:
    """Invite one e-mail address; known and unknown addresses are treated alike.

    Returns the invitation and its link. The link is for the recipient alone: never show it to the inviter.
    ``by`` is None only on the command line. The caller has checked that ``by`` may invite. Side effects: a mail
    is queued (unless ``mail`` is false). Raises ``ValidationError`` for a wrong address or language, and when
    ``by`` has sent ``INVITATIONS_PER_DAY`` within a day.
    """
    on = on or timezone.now()
    if by is not None:  # one after the other, so that several at once cannot pass the limit together
        by = User.objects.select_for_update(no_key=True).get(pk=by.pk)
    if by is not None and not left_today(by=by, on=on):
        raise ValidationError(_("You have reached today’s limit of invitations. Try again tomorrow."), code="too_many")
    invitation = Invitation(
        email=UserManager.normalize_email(email),
        name=name.strip(),
        language=language,
        invited_by=by,
        created_at=on,
        expires_at=on + timedelta(days=settings.INVITATION_DAYS),
    )
    new_link(invitation)
    invitation.full_clean()
    invitation.save()
    if mail:
        invitation_mail.plan(invitation)
    return invitation, link_of(invitation)


def left_today(*, by: User, on: datetime) -> int:
    """How many more invitations ``by`` may send: of ``INVITATIONS_PER_DAY``, less those of the last 24 hours."""
    sent = by.invitations_sent.filter(created_at__gt=on - timedelta(days=1)).count()
    return max(0, settings.INVITATIONS_PER_DAY - sent)


@transaction.atomic
def resend(*, invitation: Invitation, by: User, vouched: bool = False, on: datetime | None = None) -> Invitation:
    """Mail the invitation again with a new link that lives as long as a first one; the old link dies.

    ``vouched``: the calling app has found that ``by`` may (a focal point, for somebody else's invitation). Raises
    ``PermissionDenied`` when ``by`` may not, ``ValidationError`` when it was accepted or revoked, or mailed just now.
    """
    on = on or timezone.now()
    invitation = _locked_for(invitation, by, vouched)
    if invitation.sent_at and invitation.sent_at > on - PAUSE:
        raise ValidationError(_("This invitation was sent a moment ago. Wait a few minutes."), code="too_soon")
    new_link(invitation)
    invitation.expires_at = on + timedelta(days=settings.INVITATION_DAYS)
    invitation.sent_at = None
    invitation.save(update_fields=["link_seed", "token_digest", "expires_at", "sent_at"])
    invitation_mail.plan(invitation)
    return invitation


@transaction.atomic
def revoke(*, invitation: Invitation, by: User, vouched: bool = False, on: datetime | None = None) -> Invitation:
    """Withdraw an invitation; its link says so from now on. Arguments and errors as for ``resend``."""
    invitation = _locked_for(invitation, by, vouched)
    invitation.revoked_at, invitation.revoked_by = on or timezone.now(), by
    invitation.save(update_fields=["revoked_at", "revoked_by"])
    return invitation


def may_manage(user: User, invitation: Invitation) -> bool:
    """True for the inviter and for administrators. Other apps authorise their own people before they call."""
    return user.is_active and (user.is_administrator or invitation.invited_by_id == user.pk)


def find(*, token: str, on: datetime) -> Invitation:
    """The open invitation behind a link; raises ``InvitationRefused``. Reads only."""
    return _checked(Invitation.objects.filter(token_digest=digest_of(token)).first(), on)


def account_of(invitation: Invitation) -> User | None:
    """The account with the invited address, if there is one whose owner must sign in to accept."""
    user = User.objects.filter(email=invitation.email).first()
    return user if user and not needs_set_up(user) else None


def may_choose_password(invitation: Invitation) -> bool:
    """True unless passwords are for administrators alone, and the invitation is to no administrator's account."""
    if settings.LOCAL_SIGN_IN == "everybody":
        return True
    return User.objects.filter(email=invitation.email, is_superuser=True).exists()


@transaction.atomic
def accept(
    *,
    token: str = "",
    digest: str = "",
    password: str = "",
    name: str = "",
    by: User | None = None,
    vouched: bool = False,
    on: datetime | None = None,
) -> User:
    """Accept an invitation once, as a new person (``name``, ``password``) or as the account ``by``.

    ``digest`` stands for a ``token`` that was shown a moment ago. ``vouched``: the calling module knows who the new
    person is, so that the account needs no password.

    Side effects: the account is made or finished (its preferences take the invitation's language), the invitation
    is closed, and ``invitation_accepted`` is sent inside the transaction. Raises ``InvitationRefused``; the caller
    has validated the password.
    """
    on = on or timezone.now()
    invitation = _checked(
        Invitation.objects.select_for_update().filter(token_digest=digest or digest_of(token)).first(), on
    )
    user = _existing_account(invitation, by) or _new_account(invitation, name, password, vouched)
    invitation.accepted_at, invitation.accepted_by = on, user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    invitation_accepted.send(sender=Invitation, invitation=invitation, user=user)
    return user


def _existing_account(invitation: Invitation, by: User | None) -> User | None:
    account = account_of(invitation)
    if by is None and account is None:
        return None
    if by is None:
        raise InvitationRefused("sign_in")
    if account is None or by.pk != account.pk or not by.is_active:
        raise InvitationRefused("other")
    return account


def _new_account(invitation: Invitation, name: str, password: str, vouched: bool) -> User:
    """Make the account, or finish one that was made for the person. Without a password it would stay half open."""
    if not (password or vouched):
        raise InvitationRefused("sign_in")
    user = User.objects.select_for_update().filter(email=invitation.email).first() or User(email=invitation.email)
    user.name = User._meta.get_field("name").clean((name or invitation.name or invitation.email).strip(), user)
    user.set_password(password or None)
    user.save()
    user.preferences.language = invitation.language
    user.preferences.save(update_fields=["language"])
    return user


def _checked(invitation: Invitation | None, on: datetime) -> Invitation:
    if invitation is None:
        raise InvitationRefused("unknown")
    state = invitation.state(on=on)
    if state != "open":
        raise InvitationRefused(state)
    return invitation


def _locked_for(invitation: Invitation, by: User, vouched: bool) -> Invitation:
    """The row under lock, for somebody who may change it while it can still change."""
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if not (vouched or may_manage(by, invitation)):
        raise PermissionDenied
    if invitation.accepted_at or invitation.revoked_at:
        raise ValidationError(_("This invitation is closed. It was accepted or cancelled."), code="closed")
    return invitation
