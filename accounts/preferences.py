"""How a person is reached: changed by themselves, or by the one-click link in a mail."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import Digest, Preferences, User
from accounts.time_zones import zone_of_country

CHANGEABLE = ("language", "time_zone", "digest", "digest_hour", "snoozed_until", "single_keys")


@transaction.atomic
def change(*, preferences: Preferences, by: User, **values) -> Preferences:
    """Save a person's own preferences. Choosing any digest but "never" takes back an earlier unsubscription.

    ``values`` are fields of ``CHANGEABLE``. Raises ``PermissionDenied`` for another person's, ``ValidationError`` for
    wrong values.
    """
    preferences = Preferences.objects.select_for_update().get(pk=preferences.pk)
    if preferences.user_id != by.pk:
        raise PermissionDenied
    for field in CHANGEABLE:
        setattr(preferences, field, values.get(field, getattr(preferences, field)))
    if "digest" in values and preferences.digest != Digest.NEVER:
        preferences.unsubscribed_at = None
    preferences.full_clean()
    preferences.save()
    return preferences


def begin_in(*, user: User, country: str | None) -> None:
    """Give a person who has never signed in the time zone of a country; what was set before stays.

    ``country`` is an ISO 3166-1 code, or None for none. Does nothing for a country that has no zone.
    """
    zone = zone_of_country(country) if country else None
    if zone and user.last_login is None:
        Preferences.objects.filter(user=user, time_zone=settings.TIME_ZONE).update(time_zone=zone)


def unsubscribe(*, token: str, on: datetime) -> bool:
    """Stop every digest of the person behind the token of a mail; False when no one is. Doing it again is harmless."""
    found = Preferences.objects.filter(unsubscribe_token=token)
    found.filter(unsubscribed_at=None).update(unsubscribed_at=on)
    return found.exists()


def snooze(*, user: User, until: date | None) -> None:
    """No digest before the day ``until`` in the person's own time zone; None ends a snooze."""
    Preferences.objects.filter(user=user).update(snoozed_until=until)
