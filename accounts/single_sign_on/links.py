"""Whose account a provider's answer opens: the links between accounts and providers, made and ended.

Each is in the audit of accounts, and its owner gets an email about it.
"""

from __future__ import annotations

from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import account_mail, audit, invitations
from accounts.models import AccountAction, Invitation, User
from accounts.permissions import may_sign_in_locally
from accounts.single_sign_on import providers
from accounts.single_sign_on.answers import Answer, Refused


def find(answer: Answer) -> User | None:
    """Whose account is linked to who the provider says it is."""
    link = SocialAccount.objects.filter(provider=answer.provider.name, uid=answer.uid).select_related("user").first()
    return link.user if link else None


def of(user: User) -> list[SocialAccount]:
    """The links of a person to providers that the settings still name."""
    known = [one.name for one in providers.configured()]
    return list(SocialAccount.objects.filter(user=user, provider__in=known).order_by("date_joined", "pk"))


@transaction.atomic
def link(*, user: User, answer: Answer, by: User) -> SocialAccount:
    """Let the provider open the account from now on. Raises ``Refused``. Side effects: see above."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active or SocialAccount.objects.filter(user=user, provider=answer.provider.name).exists():
        # Somebody else there may have been given the address of a colleague who left.
        raise Refused(
            _("Your account here is already linked to another account at %(provider)s. Unlink that one first.")
            % {"provider": answer.provider.title}
        )
    try:
        with transaction.atomic():
            made = SocialAccount.objects.create(user=user, provider=answer.provider.name, uid=answer.uid)
    except IntegrityError:
        raise Refused(
            _("This account at %(provider)s is already linked to another account here.")
            % {"provider": answer.provider.title}
        ) from None
    _tell(user, AccountAction.LINKED, answer.provider.title, by=by)
    return made


@transaction.atomic
def link_by_address(*, answer: Answer) -> User:
    """The account with the address that the provider vouches for, linked from now on. Raises ``Refused``.

    Never that of a curator or administrator: they sign in with their own factor first, and link there.
    """
    if not answer.email_is_verified:
        raise Refused(
            _("%(provider)s does not say that your email address is confirmed. Confirm it there, then try again.")
            % {"provider": answer.provider.title}
        )
    user = User.objects.filter(email=answer.email, is_active=True, is_curator=False, is_superuser=False).first()
    if user is None or not answer.provider.is_trusted_for(answer.email):
        raise Refused(_no_account(answer))
    link(user=user, answer=answer, by=user)
    return user


@transaction.atomic
def accept_invitation(*, digest: str, answer: Answer) -> User:
    """Accept an invitation without a password: its holder is who the provider says, at the invited address.

    Raises ``Refused``, and ``InvitationRefused`` as ``invitations.accept`` does.
    """
    invited = Invitation.objects.filter(token_digest=digest).values_list("email", flat=True).first()
    if not (answer.email_is_verified and answer.email == invited):
        raise Refused(
            _(
                "%(provider)s does not confirm the email address that was invited. Open the invitation again and "
                "choose a password, or ask for an invitation to your address at %(provider)s."
            )
            % {"provider": answer.provider.title}
        )
    user = invitations.accept(digest=digest, name=answer.name, vouched=True)
    link(user=user, answer=answer, by=user)
    return user


@transaction.atomic
def unlink(*, link: SocialAccount, by: User) -> None:
    """End a link of one's own. Raises ``ValidationError`` when no other way into the account would be left."""
    user = User.objects.select_for_update().get(pk=by.pk)
    others = [one for one in of(user) if one.pk != link.pk]
    if not others and not (user.has_usable_password() and may_sign_in_locally(user)):
        raise ValidationError(
            _("This is the only way into your account. Set a password or link another provider first.")
        )
    known = providers.named(link.provider)
    SocialAccount.objects.filter(pk=link.pk, user=user).delete()
    _tell(user, AccountAction.UNLINKED, known.title if known else link.provider, by=by)


def _tell(user: User, action: str, title: str, *, by: User) -> None:
    event = audit.record(user, action, by=by, detail=title)
    account_mail.plan(event, [user.email], template="way_in_changed", language=user.preferences.language)


def _no_account(answer: Answer) -> str:
    """The same words whether there is an account or not; who was invited is told how to go on."""
    if Invitation.objects.open(on=timezone.now()).filter(email=answer.email).exists():
        said = _("You have been invited. Open the link in the invitation email, and choose %(provider)s there.")
    else:
        said = _(
            "%(provider)s opens no account here for %(address)s. If you have an account, sign in the way you did "
            "before, then link %(provider)s under “Your account”. If you have none, ask your organisation’s focal "
            "point or a curator for an invitation."
        )
    return said % {"provider": answer.provider.title, "address": answer.email}
