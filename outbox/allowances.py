"""How much may still go out: a cap for each person and day, a ceiling for all senders and each minute.

Counters are taken before a mail is handed over and counted up by single conditional updates, so neither limit can
be passed, whatever the number of senders. A sender that dies in between leaves its share unused: fewer mails,
never more.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F

from outbox.models import Allowance

_ALL = "all"


def take(scope: str, window: datetime, *, limit: int, wanted: int = 1) -> int:
    """Count ``wanted`` up, or as much as the limit leaves. Returns how many were granted, 0 to ``wanted``."""
    Allowance.objects.bulk_create([Allowance(scope=scope, window=window)], ignore_conflicts=True)
    counter = Allowance.objects.filter(scope=scope, window=window)
    if counter.filter(used__lte=limit - wanted).update(used=F("used") + wanted):
        return wanted
    left = limit - counter.values_list("used", flat=True).get()
    if 0 < left < wanted and counter.filter(used__lte=limit - left).update(used=F("used") + left):
        return left
    return 0


def put_back(scope: str, window: datetime, *, count: int = 1) -> None:
    """Return what was taken and not used."""
    if count > 0:
        Allowance.objects.filter(scope=scope, window=window, used__gte=count).update(used=F("used") - count)


def take_from_ceiling(*, on: datetime, wanted: int) -> int:
    """How many of ``wanted`` messages may be set out for delivery in this minute, by all senders together."""
    return take(_ALL, _minute(on), limit=settings.OUTBOX_CEILING_PER_MINUTE, wanted=wanted)


def put_back_to_ceiling(*, on: datetime, count: int) -> None:
    """Return what ``take_from_ceiling`` granted and nobody used."""
    put_back(_ALL, _minute(on), count=count)


def person_has_room(address: str, *, on: datetime) -> bool:
    """False when that address has had its mails of the day."""
    used = Allowance.objects.filter(scope=_person(address), window=_day(on)).values_list("used", flat=True).first()
    return (used or 0) < settings.OUTBOX_DAILY_CAP


def without_room(addresses: Iterable[str], *, on: datetime) -> set[str]:
    """Those of the addresses that have had their mails of the day, in lower case. One query."""
    by_scope = {_person(address): address.lower() for address in addresses}
    full = Allowance.objects.filter(scope__in=by_scope, window=_day(on), used__gte=settings.OUTBOX_DAILY_CAP)
    return {by_scope[scope] for scope in full.values_list("scope", flat=True)}


def take_for_person(address: str, *, on: datetime) -> bool:
    """Count one mail to that address; False when it has had its mails of the day."""
    return take(_person(address), _day(on), limit=settings.OUTBOX_DAILY_CAP) == 1


def put_back_for_person(address: str, *, on: datetime) -> None:
    """Return what ``take_for_person`` granted for a mail that did not go out."""
    put_back(_person(address), _day(on))


def forget_old(*, on: datetime) -> int:
    """Delete the counters of windows that are over. Returns how many."""
    return Allowance.objects.filter(window__lt=on - timedelta(days=2)).delete()[0]


def _person(address: str) -> str:
    return hashlib.sha256(address.lower().encode()).hexdigest()


def _minute(on: datetime) -> datetime:
    return on.replace(second=0, microsecond=0)


def _day(on: datetime) -> datetime:
    return on.replace(hour=0, minute=0, second=0, microsecond=0)
