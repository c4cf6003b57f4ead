"""The pages behind the links in mails. The signed link is the proof: no password, no cookie, no form token.

Opening a page changes nothing, as mail programs open links by themselves; a button on it does.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from following import filters, links, throttle, verbs
from following.models import Follow, Follower
from identity.current import spoken

View = Callable[[HttpRequest, Follower], HttpResponse]


def _opened_by(finder: Callable[[str], Follower | None]) -> Callable[[View], Callable[..., HttpResponse]]:
    """A page for whoever holds a link of the kind that ``finder`` knows, in the language of their mails."""

    def decorator(view: View) -> Callable[..., HttpResponse]:
        @wraps(view)
        def wrapper(request: HttpRequest, token: str) -> HttpResponse:
            follower = finder(token)
            if follower is None:
                return _unusable(request)
            with translation.override(spoken(_language_of(follower))):
                response = view(request, follower)
                response.headers["Content-Language"] = translation.get_language()
            return response

        methods = require_http_methods(["GET", "HEAD", "POST"])
        # RFC 8058: a mail program posts here without having seen a page or a cookie of ours.
        return csrf_exempt(login_not_required(never_cache(methods(wrapper))))

    return decorator


def _language_of(follower: Follower) -> str:
    """That of what they asked for last: the question came in it."""
    last = follower.follows.order_by("-asked_at", "-pk").first()
    return last.language if last else follower.language


def _unusable(request: HttpRequest) -> HttpResponse:
    """Says no more than that: not why, nor whether there is or was such an address."""
    return render(request, "following/unusable.html", status=HTTPStatus.NOT_FOUND)


def _named(rows: list[Follow]) -> list[tuple[Follow, filters.Followed | None]]:
    return [(row, filters.kept(row.query)) for row in rows]


@_opened_by(links.to_confirm)
def confirm(request: HttpRequest, follower: Follower) -> HttpResponse:
    """What waits, with one button; a POST begins it."""
    waiting = list(follower.follows.waiting())
    if request.method == "POST":
        try:
            waiting = verbs.confirm(follower=follower, at=timezone.now())
        except verbs.Refused:
            return _unusable(request)
        throttle.has_answered(request, follower.email)
    elif not waiting:
        return _unusable(request)
    context = {"rows": _named(waiting), "done": request.method == "POST", "own": links.own_address(follower)}
    return render(request, "following/confirm.html", context)


@_opened_by(links.owner)
def own(request: HttpRequest, follower: Follower) -> HttpResponse:
    """What a person follows. A POST ends it: one thing (``stop``), or all of it, as a mail program asks for."""
    done, problem = "", ""
    if request.method == "POST":
        done, problem = _stop(request, follower)
    rows = _named(list(follower.follows.confirmed()))
    context = {"rows": rows, "done": done, "problem": problem, "kept_days": verbs.LEFT_DAYS}
    return render(request, "following/own.html", context)


def _stop(request: HttpRequest, follower: Follower) -> tuple[str, str]:
    """Returns what was done ("one" or "all") and what was refused, in words."""
    number, now = request.POST.get("stop", ""), timezone.now()
    try:
        if number:
            verbs.stop(follower=follower, number=int(number) if number.isdecimal() else 0, at=now)
        else:
            verbs.stop_all(follower=follower, at=now)
    except verbs.Refused as refused:
        return "", str(refused)
    return "one" if number else "all", ""
