"""The two middlewares: the outer one guards what is stored, the inner one gives each request its consent."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from . import cookie, guard, visits
from .gate import RequestConsent, consent_of

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class StorageGuardMiddleware:
    """Stands outside of everything that sets cookies, sessions included, and checks each one on its way out."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        guard.check(request, response)
        return response


class ConsentMiddleware:
    """``request.consent`` for the view, and the cookie and the count of the visit on the way out.

    A page that does not load the session is answered without looking at it: its answer stays the same for everyone.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        consent = consent_of(request)
        response = self.get_response(request)
        self._follow_account(request, consent)
        if consent.cookie_to_write is not None:
            cookie.write(response, consent.cookie_to_write, consent.at)
        visits.count_page(request, response)
        return response

    @staticmethod
    def _follow_account(request: HttpRequest, consent: RequestConsent) -> None:
        """Where the session was loaded anyway, let the cookie carry the account's limit to other pages."""
        session = getattr(request, "session", None)
        if consent.cookie_to_write is not None or session is None or not session.accessed:
            return
        held, limited = consent.held, consent.choice
        if held is None or limited is None:
            return
        if consent.user is None:
            limited = held.under_account(None)
        if limited != held:
            consent.cookie_to_write = limited
