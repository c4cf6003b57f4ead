"""The link into the first run: printed on the machine, good for a day, used once. The database keeps a digest of it."""

from __future__ import annotations

import datetime
import secrets

from django.conf import settings
from django.utils.crypto import salted_hmac

from identity.models import SetupLink

LASTS = datetime.timedelta(days=1)


def make(*, at: datetime.datetime) -> str:
    """A new link's address. Side effects: it is remembered; those before it open nothing any more."""
    token = secrets.token_urlsafe(32)
    SetupLink.objects.all().delete()
    SetupLink.objects.create(digest=_digest(token), expires_at=at + LASTS)
    return f"{settings.SITE_URL}/setup/{token}/"


def find(token: str, *, at: datetime.datetime) -> SetupLink | None:
    """The link of this token while it is good; None otherwise."""
    return SetupLink.objects.filter(digest=_digest(token), expires_at__gt=at, used_at=None).first()


def use(link: SetupLink, *, at: datetime.datetime) -> bool:
    """Use a link up; False when somebody was quicker. Call it within the transaction of what it opens."""
    return SetupLink.objects.filter(pk=link.pk, used_at=None, expires_at__gt=at).update(used_at=at) == 1


def _digest(token: str) -> str:
    return salted_hmac("identity.setup", token, algorithm="sha256").hexdigest()
