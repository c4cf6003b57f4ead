"""The link of an invitation, which is kept nowhere.

It is worked out from a random seed in the row and the site's ``SECRET_KEY``, so that a mail can be written again while
neither the database nor the key alone opens anything. What a visitor shows is compared by its keyed digest.
"""

from __future__ import annotations

import base64
import secrets

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.models import Invitation


def new_link(invitation: Invitation) -> None:
    """Give the invitation another link; the one before it dies. The caller saves ``link_seed`` and ``token_digest``."""
    invitation.link_seed = secrets.token_urlsafe(16)
    invitation.token_digest = digest_of(_token_of(invitation))


def digest_of(token: str) -> str:
    """What is stored of a link's token."""
    return salted_hmac("accounts.invitation", token, algorithm="sha256").hexdigest()


def link_of(invitation: Invitation) -> str:
    """The address that the recipient opens, on ``SITE_URL``, in their language."""
    from_root = "" if invitation.language == settings.LANGUAGE_CODE else f"/{invitation.language}"
    return f"{settings.SITE_URL}{from_root}/accounts/invitation/{_token_of(invitation)}/"


def still_opens(invitation: Invitation) -> bool:
    """False when ``SECRET_KEY`` was changed since the link was made: it would open nothing."""
    return constant_time_compare(invitation.token_digest, digest_of(_token_of(invitation)))


def _token_of(invitation: Invitation) -> str:
    digest = salted_hmac("accounts.invitation.link", invitation.link_seed, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
