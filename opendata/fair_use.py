"""Fair use of what programs may take: so many answers a client in a span of time, and a clear word beyond that.

Counted is the making of an answer. One that the reader has already (304) and one that lies ready cost nothing and are
not counted. Counts are kept in the cache; where that is a process's own memory, each process counts for itself, and
while the cache is away nobody is refused.
"""

from __future__ import annotations

import functools
import ipaddress
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts.adapter import client_address
from dashboard.problems import problem


def client_of(request: HttpRequest) -> str:
    """A short name for who asks. Of an IPv6 address the first half counts: the other half is anybody's to choose.

    The cache holds no address, and the name means nothing outside of this site.
    """
    address = ipaddress.ip_address(client_address(request))
    if address.version == 6:
        address = ipaddress.ip_network((address, 64), strict=False).network_address
    return salted_hmac("opendata.fair_use", str(address)).hexdigest()[:20]


def count(policy: str, client: str, *, seconds: int, now: float) -> int:
    """One more answer of this client in the present span; returns how many there are now."""
    key = f"fair-use:{policy}:{int(now // seconds)}:{client}"
    cache = caches["fair_use"]
    if cache.add(key, 1, timeout=seconds):
        return 1
    try:
        return cache.incr(key)
    except ValueError:  # it went between the two lines: a new count begins
        return 1


def fair_use(policy: str) -> Callable[..., Any]:
    """Allow a client as many answers as ``settings.FAIR_USE[policy]`` says, (number, seconds); 0 is without limit.

    Every answer names the policy, which is the same for all. What is left of it is one client's own affair and would be
    untrue in a shared cache, so only the refusal (429), which no cache keeps, tells it.
    """

    def decorator(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @functools.wraps(view)
        def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            most, seconds = settings.FAIR_USE[policy]
            if not most:
                return view(request, *args, **kwargs)
            now = time.time()
            if count(policy, client_of(request), seconds=seconds, now=now) > most:
                answer: HttpResponseBase = _refusal(policy, wait=seconds - int(now % seconds))
            else:
                answer = view(request, *args, **kwargs)
            answer.headers["RateLimit-Policy"] = f'"{policy}";q={most};w={seconds}'
            return answer

        return wrapper

    return decorator


def _refusal(policy: str, *, wait: int) -> HttpResponseBase:
    answer = problem(
        429,
        _("Too many requests"),
        _("Wait %(seconds)s seconds, then go on. Whole files are under /data/.") % {"seconds": wait},
    )
    answer.headers["Retry-After"] = str(wait)
    answer.headers["RateLimit"] = f'"{policy}";r=0;t={wait}'
    answer.headers["Cache-Control"] = "no-store"
    return answer
