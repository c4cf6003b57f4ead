"""How often one may ask: counted in the database, as sign-ins are (``accounts.throttles``).

Who asks is counted by network address, so that nobody can use up what another person may ask for. How often an address
is asked whether it was them is counted by a digest of it; whoever confirms starts afresh.
"""

from __future__ import annotations

from allauth.core.internal import ratelimit
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

APP = "following"
LIMITS = {"ask": "30/h/ip", "mail": "1/d/key,3/30d/key"}


def may_ask(request: HttpRequest) -> bool:
    """Count one request to follow something from this network; False when it made too many in the last hour."""
    return ratelimit.consume(request, app=APP, action="ask", config=LIMITS) is not None


def may_mail(request: HttpRequest, email: str) -> bool:
    """Count one question to the address; False when it was asked today, or thrice in a month without an answer.

    The caller answers as if it had asked: the link already in the mailbox confirms what was asked for since.
    """
    return ratelimit.consume(request, app=APP, action="mail", config=LIMITS, key=_digest(email)) is not None


def has_answered(request: HttpRequest, email: str) -> None:
    """Forget the questions to the address: its owner confirmed."""
    ratelimit.clear(request, app=APP, action="mail", config=LIMITS, key=_digest(email))


def _digest(email: str) -> str:
    return salted_hmac("following.throttle", email.strip().lower(), algorithm="sha256").hexdigest()
