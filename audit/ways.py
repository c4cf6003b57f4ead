"""By which door, and by whom, something is being done: from the request that is being answered."""

from __future__ import annotations

from django.http import HttpRequest
from simple_history.models import HistoricalRecords

from audit.models import Way

#: The beginnings of the names of addresses that mails lead to.
MAIL_LINKS = ("progress:report_link", "progress:unsubscribe", "follow_")


def request_now() -> HttpRequest | None:
    """The request that this process is answering; None for a command or the work of the background."""
    # simple-history keeps it for its own rows, for each thread.
    return getattr(HistoricalRecords.context, "request", None)


def way_now() -> Way:
    """The door of the request, or the site itself where there is none."""
    request = request_now()
    if request is None:
        return Way.SITE
    match = request.resolver_match
    if match is None:
        return Way.PAGE
    if "admin" in match.namespaces:
        return Way.ADMIN
    if "reporting_api" in match.namespaces:
        return Way.API
    return Way.MAIL_LINK if match.view_name.startswith(MAIL_LINKS) else Way.PAGE


def person_now() -> int | None:
    """The key of the person who asks; None for nobody."""
    user = getattr(request_now(), "user", None)
    return user.pk if user is not None and user.is_authenticated else None
