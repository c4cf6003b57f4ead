"""How often one may try to sign in: per address and account, counted in the database.

Three counters guard a password, each over failures only (a success takes its count back):

* per client address: somebody who tries many accounts;
* per client address and account: somebody who tries one account;
* per account from anywhere: a crowd of addresses that tries one account. Addresses that the person signed in from
  within 90 days are spared, passkeys are never counted, and a reset by mail clears it, so that nobody can lock a
  person out by failing on purpose.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.core.internal import ratelimit
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import caches
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from accounts.models import FamiliarAddress, User, UserManager

APP = "allauth.account"
FAMILIAR_FOR = timedelta(days=90)


def keep_in_the_database() -> None:
    """Point allauth's counters and used one-time codes at the ``throttles`` cache, a table.

    allauth offers no setting for it and uses the default cache, which may be Redis; sign-in must work, and stay
    throttled, while Redis is down or flushed.
    """
    ratelimit.cache = totp.cache = caches["throttles"]


def address_digest(address: str) -> str:
    """A keyed digest of a client address: enough to know it again, not to read it."""
    return salted_hmac("accounts.familiar-address", ratelimit.truncate_ip(address), algorithm="sha256").hexdigest()


def remember_address(*, user: User, address: str, on: datetime) -> None:
    """Keep that ``user`` signed in from ``address``; forget addresses not used for 90 days."""
    FamiliarAddress.objects.update_or_create(user=user, digest=address_digest(address), defaults={"last_used_at": on})
    user.familiar_addresses.filter(last_used_at__lt=on - FAMILIAR_FOR).delete()


def is_familiar(*, email: str, address: str, on: datetime) -> bool:
    """True when the account with this e-mail signed in from this address within 90 days."""
    return FamiliarAddress.objects.filter(
        user__email=UserManager.normalize_email(email),
        digest=address_digest(address),
        last_used_at__gte=on - FAMILIAR_FOR,
    ).exists()


def count_attempt_anywhere(request: HttpRequest, email: str) -> ratelimit.RateLimitUsage | None:
    """Count one try against the account from an unfamiliar address; None when there were too many."""
    return ratelimit.consume(request, app=APP, action="login_failed_anywhere", key=UserManager.normalize_email(email))


def clear_attempts_anywhere(request: HttpRequest, email: str) -> None:
    """Forget the tries against the account: its owner has shown that they read its mail."""
    ratelimit.clear(request, app=APP, action="login_failed_anywhere", key=UserManager.normalize_email(email))


def may_mail_reset_link(request: HttpRequest, email: str) -> bool:
    """Count one reset mail to the address; False when it got several in the last minutes.

    The caller then answers as if it had sent one: the links already in the mailbox still work, so the owner loses
    nothing, and nobody can flood a mailbox.
    """
    return bool(
        ratelimit.consume(request, app=APP, action="reset_password_mail", key=UserManager.normalize_email(email))
    )
