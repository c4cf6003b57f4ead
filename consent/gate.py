"""``request.consent``: what one request may do. It reads the cookie alone until the page itself loads the session."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import cached_property

from . import conf, cookie, notices, recording
from .categories import ALL, FUNCTIONAL, MARKETING, OPTIONAL
from .choice import Choice, must_ask, stands
from .models import CategoryKey


class RequestConsent:
    """The consent that holds for one request. Lazy: nothing is read before it is asked."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self.at = timezone.now()
        # Set by whatever changes the cookie during this request; the middleware writes it on the way out.
        self.cookie_to_write: Choice | None = None

    @cached_property
    def held(self) -> Choice | None:
        """The choice in the browser's cookie; None for none, a forged, a malformed or an expired one."""
        return cookie.read(self._request, self.at)

    @cached_property
    def gpc(self) -> bool:
        """True when the browser says no to being sold or shared (Global Privacy Control), in exactly its form."""
        return self._request.headers.get("Sec-GPC") == "1"

    @property
    def user(self) -> Any:
        """The person signed in, if this request has looked at its session anyway; else None."""
        session = getattr(self._request, "session", None)
        if session is None or not session.accessed:
            return None
        user = getattr(self._request, "user", None)
        return user if user is not None and user.is_authenticated else None

    @cached_property
    def _account_states(self) -> dict[Any, Choice | None]:
        return {}

    def account(self) -> Choice | None:
        """What the signed-in person's account chose; one query a request."""
        user = self.user
        if user is None:
            return None
        if user.pk not in self._account_states:
            state = recording.state_of(user)
            self._account_states[user.pk] = recording.as_choice(state) if state else None
        return self._account_states[user.pk]

    @property
    def choice(self) -> Choice | None:
        """The browser's choice, limited by the account's while someone is signed in."""
        held = self.held
        if held is None or self.user is None:
            return held
        account, notice = self.account(), notices.current()
        since = notice.asks_since if notice else {}
        if must_ask(account, since, self.at) and not must_ask(held.under_account(None), since, self.at):
            return held.under_account(None, undecided=bool(held.granted))
        return held.under_account(_standing(account, since) if account else frozenset())

    @property
    def granted(self) -> frozenset[str]:
        """The optional categories that this request may use, now."""
        choice = self.choice
        if choice is None:
            return frozenset()
        granted = choice.effective
        if self.gpc and not choice.gpc:
            granted -= {MARKETING}
        notice = self._notice if granted else None
        return granted & _standing(choice, notice.asks_since) if notice else frozenset()

    @cached_property
    def _notice(self) -> notices.CurrentNotice | None:
        """The notice in force, looked up once a request."""
        return notices.current_exactly()

    def allows(self, category: str) -> bool:
        """True when the category may be used. ``functional`` always may; an unknown key is a ValueError."""
        if category not in ALL:
            raise ValueError(f"{category!r} is none of the categories {ALL}.")
        return category == FUNCTIONAL or category in self.granted

    @property
    def must_ask(self) -> bool:
        """True when the person is to be asked again, or for the first time."""
        notice = self._notice
        return notice is not None and must_ask(self.choice, notice.asks_since, self.at)

    def as_data(self) -> dict[str, Any]:
        """The state as plain data, for ``state.json`` and answers to scripts."""
        choice, granted = self.choice, self.granted
        return {
            "decided": choice is not None,
            "ask": self.must_ask,
            "granted": {FUNCTIONAL: True} | {category: category in granted for category in OPTIONAL},
            "notice": choice.notice if choice else None,
            "current_notice": notice.number if (notice := notices.current()) else None,
            "decided_at": choice.decided_at.isoformat() if choice else None,
            "expires_at": choice.expires_at.isoformat() if choice else None,
            "gpc": self.gpc,
            "account": self.user is not None,
        }

    def replace_held(self, choice: Choice | None) -> None:
        """From here on this request has another choice in its cookie; it is written on the way out."""
        self.held = choice
        self.cookie_to_write = choice
        self.forget_account()

    def forget_account(self) -> None:
        """Look at the account's state again when it is next asked for."""
        self._account_states.clear()


def _standing(choice: Choice, asks_since: dict[str, int]) -> frozenset[str]:
    """The categories said yes to under a notice that still says the same about them."""
    return frozenset(category for category in choice.granted if stands(choice, category, asks_since))


def consent_of(request: HttpRequest) -> RequestConsent:
    """The request's consent, made once."""
    found = getattr(request, "consent", None)
    if found is None:
        found = RequestConsent(request)
        request.consent = found  # type: ignore[attr-defined]  # an attribute of ours
    return found


def requires_consent(category: str) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Run a view only for people who said yes to ``category``; others get a 403 page that offers the choice.

    For views that *are* the optional feature. A page that people need must never stand behind it.
    """
    if category not in OPTIONAL:
        raise ValueError(f"{category!r} is none of the optional categories {OPTIONAL}.")

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @functools.wraps(view)
        def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not consent_of(request).allows(category):
                return _refuse(request, category)
            response = view(request, *args, **kwargs)
            response.headers.setdefault("Cache-Control", "private, no-store")
            return response

        return wrapper

    return decorate


def _refuse(request: HttpRequest, category: str) -> HttpResponse:
    context = {"category_name": CategoryKey(category).label, "base_template": conf.base_template()}
    response = render(request, "consent/needed.html", context, status=403)
    response.headers["Cache-Control"] = "private, no-store"
    return response
