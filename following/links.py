"""The signed links in mails: who holds one reads the mail of its address, and needs no password.

A link is made when its mail is written, so that no table and no backup holds one.
"""

from __future__ import annotations

import datetime

from django.conf import settings
from django.core.signing import BadSignature, Signer, TimestampSigner
from django.urls import reverse

from following.models import Follower

CONFIRM_WITHIN = datetime.timedelta(days=3)
_confirming = TimestampSigner(salt="following.confirm")
_own = Signer(salt="following.own")


def confirm_token(follower: Follower) -> str:
    """What the link in the first mail holds. It can be used for three days."""
    return _confirming.sign(str(follower.pk))


def own_token(follower: Follower) -> str:
    """What the links in all later mails hold. It can be used for as long as the address is kept."""
    return _own.sign(str(follower.pk))


def to_confirm(token: str) -> Follower | None:
    """Whose link it is; None for one that is altered, too old, of another kind, or of an address that is gone."""
    return _found(_confirming, token, max_age=CONFIRM_WITHIN)


def owner(token: str) -> Follower | None:
    """The same for a person's own page."""
    return _found(_own, token)


def _found(signer: Signer, token: str, **options: datetime.timedelta) -> Follower | None:
    try:
        key = signer.unsign(token, **options)
    except BadSignature:
        return None
    return Follower.objects.filter(pk=key).first()


def confirm_address(follower: Follower) -> str:
    """The whole address of the page on which a person confirms."""
    return settings.SITE_URL + reverse("follow_confirm", kwargs={"token": confirm_token(follower)})


def own_address(follower: Follower) -> str:
    """The whole address of the page with what they follow; a POST there, as mail programs send one, ends it all."""
    return settings.SITE_URL + reverse("follow_own", kwargs={"token": own_token(follower)})
