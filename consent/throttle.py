"""How many recorded choices one network address, and the whole site, may make: bots cannot grow the log.

The address itself is kept nowhere: the cache counts under a keyed digest of it that changes every day. Refusals
are never held back: they write no row, but for one after each yes.
"""

from __future__ import annotations

import datetime as dt

from django.core.cache import caches
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from . import conf
from .models import ConsentEvent, SubjectKind


def client_address(request: HttpRequest) -> str:
    """The address that the outermost proxy of our own saw; the connection's own without proxies."""
    hops = conf.trusted_proxies()
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    if hops and len(forwarded) >= hops:
        return forwarded[-hops]
    return request.META.get("REMOTE_ADDR", "")


def counter_key(request: HttpRequest, at: dt.datetime) -> str:
    """The key that an address is counted under on one day; nobody reads the address out of it."""
    value = f"{at.date().isoformat()}|{client_address(request)}"
    return f"throttle:consent:{salted_hmac('consent.throttle', value, algorithm='sha256').hexdigest()[:32]}"


def too_many_from(request: HttpRequest, at: dt.datetime) -> bool:
    """Count one attempt; True when the address has made more than it may. Side effect: one count in the cache."""
    limit, seconds = conf.grants_per_address()
    cache, key = caches[conf.throttle_cache()], counter_key(request, at)
    if cache.add(key, 1, timeout=seconds):
        return False
    try:
        return cache.incr(key) > limit
    except ValueError:  # it ran out between the two calls
        cache.add(key, 1, timeout=seconds)
        return False


def too_many_rows(at: dt.datetime, *, for_somebody_known: bool) -> bool:
    """True when the log has all the anonymous rows that it takes in an hour.

    Whoever has a receipt or an account has as much room again: a flood of newcomers does not keep them from changing
    their choice.
    """
    recent = ConsentEvent.objects.filter(
        subject_kind=SubjectKind.RECEIPT, recorded_at__gt=at - dt.timedelta(hours=1), recorded_at__lte=at
    )
    limit = conf.anonymous_rows_per_hour() * (2 if for_somebody_known else 1)
    return recent.order_by()[:limit].count() >= limit
