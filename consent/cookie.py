"""The one cookie that holds a choice: short, signed, readable by the page's script.

Its form is ``1.notice.own.account.time.receipt.signature``: notice and time (seconds) in base 36; ``own`` and
``account`` one hexadecimal digit each (1 preferences, 2 statistics, 4 marketing, and in ``own`` 8 for "chosen under
Global Privacy Control"); ``account`` is ``-`` without an account and ``x`` for one that has not been asked.
Whatever does not read back exactly is no choice at all.
"""

from __future__ import annotations

import datetime as dt
import re

from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.http import base36_to_int, int_to_base36

from . import conf
from .categories import OPTIONAL
from .choice import Choice

BITS = {category: 1 << place for place, category in enumerate(OPTIONAL)}
GPC_BIT = 8
SHAPE = re.compile(
    r"1\.([0-9a-z]{1,6})\.([0-9a-f])\.([0-7x-])\.([0-9a-z]{1,8})\.([A-Za-z0-9_-]{22})?\.[A-Za-z0-9_-]+", re.ASCII
)
# A server's clock may be set back a little; a choice from further ahead than this was not made by this site.
CLOCK_TOLERANCE = dt.timedelta(days=1)


def _mask(granted: frozenset[str]) -> int:
    return sum(BITS[category] for category in granted)


def _granted(mask: int) -> frozenset[str]:
    return frozenset(category for category, bit in BITS.items() if mask & bit)


def _signer() -> signing.Signer:
    return signing.Signer(sep=".", salt="consent.cookie")


def encode(choice: Choice) -> str:
    """The cookie's value for a choice; under 110 characters with its name."""
    account = "x" if choice.account_undecided else "-" if choice.account is None else f"{_mask(choice.account):x}"
    payload = ".".join(
        [
            "1",
            int_to_base36(choice.notice),
            f"{_mask(choice.granted) | (GPC_BIT if choice.gpc else 0):x}",
            account,
            int_to_base36(int(choice.decided_at.timestamp())),
            choice.receipt,
        ]
    )
    return _signer().sign(payload)


def decode(value: str, at: dt.datetime) -> Choice | None:
    """The choice in a cookie's value, or None when it is missing, malformed, forged, expired or from the future."""
    match = SHAPE.fullmatch(value)
    if match is None:
        return None
    try:
        _signer().unsign(value)
    except signing.BadSignature:
        return None
    notice, own, account, issued, receipt = match.groups()
    mask = int(own, 16)
    try:
        decided_at = dt.datetime.fromtimestamp(base36_to_int(issued), tz=dt.UTC)
    except (OverflowError, ValueError, OSError):
        return None
    choice = Choice(
        granted=_granted(mask),
        notice=base36_to_int(notice),
        decided_at=decided_at,
        gpc=bool(mask & GPC_BIT),
        receipt=receipt or "",
        account=_granted(int(account, 16)) if account not in "-x" else None,
        account_undecided=account == "x",
    )
    if decided_at > at + CLOCK_TOLERANCE or choice.has_expired(at):
        return None
    return choice


def read(request: HttpRequest, at: dt.datetime) -> Choice | None:
    """The choice that a request's cookie holds. Reads the cookie's header alone: no session, no table."""
    return decode(request.COOKIES.get(conf.cookie_name(), ""), at)


def write(response: HttpResponseBase, choice: Choice, at: dt.datetime) -> None:
    """Set the cookie on a response. Set by the server, it lives its 182 days in every browser."""
    response.set_cookie(
        conf.cookie_name(),
        encode(choice),
        max_age=max(0, int((choice.expires_at - at).total_seconds())),
        secure=conf.site_is_secure(),
        httponly=False,
        samesite="Lax",
    )


def remove(response: HttpResponseBase) -> None:
    """Delete the cookie from the browser."""
    response.delete_cookie(conf.cookie_name(), samesite="Lax")
    response.cookies[conf.cookie_name()]["secure"] = conf.site_is_secure()
