"""Signed-in by default, in the person's time zone, without looking at who asks for a public page; then the checks of
staff and of public acts.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from accounts import kept_forms
from accounts.days import zone_of
from accounts.permissions import second_factor_redirect
from gta import public_acts

# Where curators and administrators work, by namespace. Some of these apps know nothing of accounts, so the check is
# kept here for all of them.
STAFF_APPS = frozenset(
    {"admin", "recommendations", "stakeholders", "curate_stakeholders", "curate_progress", "curate_public", "review"}
)


class SignedInByDefaultMiddleware(LoginRequiredMiddleware):
    """Django's own, but it asks first whether the view is public.

    Django's reads ``request.user`` for every view, which loads the session and makes each answer vary by cookie, so
    that no cache could share a public page.
    """

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase], view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        if not _needs_sign_in(view_func):
            return None
        answer = super().process_view(request, view_func, view_args, view_kwargs)
        if answer is not None:
            return _keep_what_was_typed(request) if request.method == "POST" else answer
        if request.method == "POST":
            kept_forms.forget(request, request.path)
        else:
            request.kept_form = kept_forms.find(request)  # type: ignore[attr-defined]  # read by typed_before
        return _staff_redirect(request) or public_acts.redirect_for(request)


def _keep_what_was_typed(request: HttpRequest) -> HttpResponseBase:
    """A form whose session has ended: on to signing in, and then back to the page that the form stands on.

    What did not come from a form of ours is only sent to the sign-in: a notice would write a session for any stranger.
    """
    kept = kept_forms.keep(request)
    if kept_forms.is_ours(request):
        messages.warning(request, kept_forms.notice(kept))
    return redirect_to_login(kept.page if kept else kept_forms.page_of(request))


class PersonsTimeZoneMiddleware:
    """Signed-in pages show times and days in the person's time zone; all others in the site's, alike for everybody."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with timezone.override(None):  # what the view activates ends with its request
            return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase], view_args: Any, view_kwargs: Any
    ) -> None:
        """Activate the person's time zone before a view that asks for a sign-in."""
        if _needs_sign_in(view_func) and request.user.is_authenticated:
            timezone.activate(zone_of(request.user))


def _needs_sign_in(view_func: Callable[..., HttpResponseBase]) -> bool:
    return getattr(view_func, "login_required", True)


def _staff_redirect(request: HttpRequest) -> HttpResponseBase | None:
    """Lead staff without a second factor to setting one up; None for everybody who may go on."""
    namespaces = request.resolver_match.namespaces if request.resolver_match else []
    if STAFF_APPS.isdisjoint(namespaces) or not request.user.is_staff:
        return None
    return second_factor_redirect(request)
