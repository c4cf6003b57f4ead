"""Making, taking over and revoking access tokens; and finding the one that a request shows.

Each verb is atomic, asks the permission again, leaves a row in the audit of accounts and sends a mail to everybody who
speaks for the organisation: a token acts in the name of one of them.
"""

from __future__ import annotations

import datetime
import hashlib
import secrets

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import account_mail, audit
from accounts.days import site_day, zone_of
from accounts.models import AccountAction, User
from accounts.permissions import refuse_while_blocked
from names.phrases import labelled
from stakeholders import changes
from stakeholders.errors import Invalid, NotPermitted, WrongState
from stakeholders.models import Membership, Organisation
from stakeholders.permissions import FOCAL_ROLES
from submissions.models import AccessToken
from submissions.permissions import can_manage_tokens

# So that a search through files or logs finds a token that strayed, and says whose kind it is.
MARK = "rtk_"
SHOWN = len(MARK) + 6
MOST = 20  # in use, of one organisation
LONGEST = datetime.timedelta(days=365)


def digest_of(secret: str) -> str:
    """What is kept of a token. It is 256 random bits, so that one fast hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def end_of(day: datetime.date, by: User) -> datetime.datetime:
    """The moment at which a token expires that may be used until the end of ``day``, where the person lives."""
    return datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time.min, zone_of(by))


@transaction.atomic
def issue(
    *, organisation: Organisation, name: str, scope: str, expires_at: datetime.datetime, by: User
) -> tuple[AccessToken, str]:
    """Make a token that acts for ``by``; returns it with its secret, which is kept nowhere.

    Raises ``NotPermitted``, or ``Invalid`` for a name in use, too many tokens, or an end that is past or too far away.
    """
    now = timezone.now()
    organisation, by = _lock(organisation, by)
    if not now < expires_at <= now + LONGEST + datetime.timedelta(days=1):
        raise Invalid({"until": _("Give a day from today on, at most a year ahead.")})
    in_use = organisation.access_tokens.filter(revoked_at__isnull=True)
    # The name of one that has expired is free again.
    in_use.filter(name=name, expires_at__lte=now).update(revoked_at=now, revoked_by=by)
    if in_use.live(at=now).count() >= MOST:
        raise Invalid({"": _("Your organisation has as many tokens as it can have. Revoke one first.")})
    if in_use.filter(name=name).exists():
        raise Invalid({"name": _("There is a token of this name. Choose another name, or revoke that one first.")})
    secret = MARK + secrets.token_urlsafe(32)
    token = AccessToken(
        organisation=organisation, name=name, scope=scope, acts_for=by, digest=digest_of(secret), prefix=secret[:SHOWN],
        created_at=now, created_by=by, expires_at=expires_at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            token.save(force_insert=True)
    except IntegrityError:
        raise Invalid({"name": _("This could not be saved. Try again.")}) from None
    _tell(token, AccountAction.TOKEN_MADE, by=by)
    return token, secret


@transaction.atomic
def take_over(*, token: AccessToken, by: User) -> AccessToken:
    """From now on the token acts for ``by``. Raises ``NotPermitted``, or ``WrongState`` for one that has ended."""
    _organisation, by = _lock(token.organisation, by)
    token = AccessToken.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=token.pk)
    if token.state(at=timezone.now()) != "live":
        raise WrongState(_("This token has ended. Make a new one."))
    if token.acts_for_id != by.pk:
        token.acts_for = by
        token.save(update_fields=["acts_for"])
        _tell(token, AccountAction.TOKEN_TAKEN, by=by)
    return token


@transaction.atomic
def revoke(*, token: AccessToken, by: User) -> AccessToken:
    """End a token at once. One that was revoked already stays as it is. Raises ``NotPermitted``."""
    _organisation, by = _lock(token.organisation, by)
    token = AccessToken.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=token.pk)
    if token.revoked_at is None:
        token.revoked_at, token.revoked_by = timezone.now(), by
        token.save(update_fields=["revoked_at", "revoked_by"])
        _tell(token, AccountAction.TOKEN_ENDED, by=by)
    return token


def find(secret: str) -> AccessToken | None:
    """The token with this secret, whatever its state. One query."""
    tokens = AccessToken.objects.select_related("organisation__country", "acts_for__preferences")
    return tokens.filter(digest=digest_of(secret)).first()


def note_use(token: AccessToken) -> None:
    """Remember that it was used today; writes once a day."""
    today = site_day()
    if token.last_used_on != today:
        AccessToken.objects.filter(pk=token.pk).update(last_used_on=today)
        token.last_used_on = today


def _lock(organisation: Organisation, by: User) -> tuple[Organisation, User]:
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    person = changes.as_now(by)
    if not can_manage_tokens(person, organisation):
        raise NotPermitted
    refuse_while_blocked(person)
    return organisation, person


def _tell(token: AccessToken, action: AccountAction, *, by: User) -> None:
    """The audit row, and a mail to everybody who speaks for the organisation."""
    detail = labelled(token.organisation.name, f"{token.name} ({token.prefix}…, {token.scope})")
    event = audit.record(token.acts_for, action, by=by, detail=str(detail))
    speakers = Membership.objects.active().filter(organisation=token.organisation_id, role__in=FOCAL_ROLES)
    for one in speakers.select_related("user__preferences"):
        account_mail.plan(event, [one.user.email], template="token_changed", language=one.user.preferences.language)
