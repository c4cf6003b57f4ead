"""How often one may ask: counted in the database, as sign-ins are (``accounts.throttles``).

Who asks is counted by network address, so that nobody can use up what another person may ask for. How often an address
is asked whether it was them is counted by a digest of it; whoever confirms starts afresh. One question a day, whoever
made it, has a link that lives for three days: while that count is full, a link that works is in the mailbox. The count
of a month is of one network, so that a stranger uses up their own only.
"""

from __future__ import annotations

from allauth.core.internal import ratelimit
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from accounts.adapter import client_address

APP = "following"
LIMITS = {"ask": "30/h/ip", "mail": "1/d/key", "mail_from_network": "3/30d/key"}


def may_ask(request: HttpRequest) -> bool:
    """Count one request to follow something from this network; False when it made too many in the last hour."""
    return ratelimit.consume(request, app=APP, action="ask", config=LIMITS) is not None


def may_mail(request: HttpRequest, email: str) -> bool:
    """Count one question to the address; False when it was asked today, or thrice in a month from this network.

    The caller answers as if it had asked: the link already in the mailbox confirms what was asked for since.
    """
    counters = _counters(request, email)
    has_room = all(_consume(request, action, key, dry_run=True) for action, key in counters)
    return has_room and all(_consume(request, action, key) for action, key in counters)


def has_answered(request: HttpRequest, email: str) -> None:
    """Forget the questions to the address: its owner confirmed."""
    for action, key in _counters(request, email):
        ratelimit.clear(request, app=APP, action=action, config=LIMITS, key=key)


def _consume(request: HttpRequest, action: str, key: str, *, dry_run: bool = False) -> bool:
    usage = ratelimit.consume(request, app=APP, action=action, config=LIMITS, key=key, dry_run=dry_run)
    return usage is not None


def _counters(request: HttpRequest, email: str) -> list[tuple[str, str]]:
    """What is counted under which key. A question that one of the counts refuses takes nothing of the other."""
    email, network = email.strip().lower(), ratelimit.truncate_ip(client_address(request))
    return [("mail_from_network", _digest(f"{email}|{network}")), ("mail", _digest(email))]


def _digest(value: str) -> str:
    return salted_hmac("following.throttle", value, algorithm="sha256").hexdigest()
