"""What people see when something is wrong: what it is, that nothing is lost, and the way back.

These pages never read the session, but for a form of a signed-in page: what was typed in it is shown again. The page
for our own faults (500) needs neither database nor request.
Programs that ask the API get the same as ``application/problem+json``.
"""

import datetime as dt
import sys
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template import loader
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _

from accounts import kept_forms
from dashboard.bad_request import BadParameter
from dashboard.cors import allow_every_origin
from dashboard.outages import Outage, outage_of
from dashboard.problems import problem
from identity.current import site, site_name
from names.phrases import labelled


def _page(request: HttpRequest, code: int, heading: str, **context: Any) -> HttpResponse:
    if request.path.startswith("/api/"):
        detail = str(context.get("reason") or heading)
        answer: HttpResponse = problem(code, heading, detail)
        allow_every_origin(request, answer)
        return answer
    # Without the request's own processors: an error page must not look at who is asking.
    frame = {
        "request": request,
        "code": code,
        "heading": heading,
        "identity": site(),
        "SITE_NAME": site_name(),
        "SITE_URL": settings.SITE_URL,
        "DEMO": settings.DEMO,
    }
    response = HttpResponse(loader.render_to_string(f"{code}.html", frame | context), status=code)
    response.headers["Cache-Control"] = "no-store"
    allow_every_origin(request, response)
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400. A ``BadParameter`` is named with what would be right and a link to the page without it."""
    heading = _("This request cannot be answered")
    if not isinstance(exception, BadParameter):
        reason = str(exception) if type(exception) is BadRequest else ""
        return _page(request, 400, heading, reason=reason)
    query = request.GET.copy()
    query.pop(exception.name, None)
    return _page(
        request,
        400,
        heading,
        parameter=exception,
        without=f"?{query.urlencode()}",
        reason=labelled(exception.name, exception.message),
    )


def _not_saved(request: HttpRequest, code: int, reason: str) -> HttpResponse | None:
    """The page for a form whose thing or whose person's role is gone, with what was typed; None for other requests."""
    if not (typed := kept_forms.typed_by_this_person(request)):
        return None
    context = {"reason": reason, "typed": typed, "back": reverse("accounts:start"), "gone": True}
    return render(request, "not_saved.html", context, status=code)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403. The text that ``PermissionDenied`` was raised with is shown, so it must be fit to read."""
    reason = str(exception) if isinstance(exception, PermissionDenied) else ""
    if answer := _not_saved(request, 403, reason or _("You no longer have permission to do this.")):
        return answer
    return _page(request, 403, _("You do not have permission to see this page"), reason=reason)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose token is missing or stale (``CSRF_FAILURE_VIEW``); ``reason`` is Django's, for logs.

    A person who signed in again in another tab is led back to the form instead, with what was typed in it.
    """
    if kept := kept_forms.keep_of_this_person(request):
        return redirect(kept.page)
    text = _(
        "We could not accept this form, for your security. It may have been open too long, you may have signed in or "
        "out, or your browser may block cookies. Go back (your text should still be there), open the page in another "
        "tab, then send the form again."
    )
    return _page(request, 403, _("The form was not accepted"), reason=text)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404. Also what a person gets who may not know whether the thing exists, or no longer."""
    reason = _("What you were working on no longer exists, or you no longer have permission to change it.")
    if answer := _not_saved(request, 404, reason):
        return answer
    return _page(request, 404, _("Page not found"))


def conflict(request: HttpRequest, *, reason: str = "", address: str = "") -> HttpResponse:
    """409. ``address`` leads to the thing as it is now."""
    return _page(request, 409, _("Someone else changed this"), reason=reason, address=address)


def gone(
    request: HttpRequest, *, reason: str, on: dt.date | None = None, is_archived: bool = False, text_of: Any = None
) -> HttpResponse:
    """410 for what was published and archived or taken down ``on`` a day, with the public reason.

    ``text_of`` is an archived recommendation (with its ``texts``) whose words stay readable under the reason.
    """
    heading = _("This has been archived") if is_archived else _("This has been taken down")
    return _page(request, 410, heading, reason=reason, on=on, is_archived=is_archived, text_of=text_of)


def withheld(request: HttpRequest, *, is_infected: bool) -> HttpResponse:
    """403 for a file of evidence that is kept from everybody, or from the public until it was scanned."""
    if is_infected:
        reason = _("A virus was found in this file. Nobody can open it here.")
    else:
        reason = _("This file has not been scanned for viruses yet. It can be opened once it was. Try again later.")
    return _page(request, 403, _("This file is withheld"), reason=reason)


def service_unavailable(request: HttpRequest, *, reason: str = "") -> HttpResponse:
    """503 while something that the page needs is out of reach."""
    response = _page(request, 503, _("Sorry, the site is not available"), reason=reason)
    response.headers["Retry-After"] = "120"
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """500 for a fault of ours, 503 and 507 for an outage; what was typed is shown again. Needs no database.

    If even the page cannot be drawn, a plain one is sent.
    """
    outage = outage_of(sys.exception())
    heading = _("Sorry, there is a problem with the site")
    try:
        typed = kept_forms.typed_without_session(request)
        if outage:
            return _outage(request, outage, typed)
        return _page(request, 500, heading, request_id=getattr(request, "request_id", ""), typed=typed)
    except Exception:
        # Whatever broke the page may have broken its templates too (a missing static file, a bad translation).
        status = outage.value if outage else 500
        return HttpResponse(f"<!doctype html><title>{escape(heading)}</title><h1>{escape(heading)}</h1>", status=status)


def _outage(request: HttpRequest, outage: Outage, typed: list[tuple[str, str]]) -> HttpResponse:
    if outage is Outage.DISK_FULL:
        heading = _("The server has no room left")
        reason = _("Nothing of this was saved. The people who run the site have to make room first. Try again later.")
    elif request.method == "POST":
        heading = _("Sorry, the site is not available")
        reason = _("We could not save this now. Try again in a few minutes.")
    else:
        heading = _("Sorry, the site is not available")
        reason = ""
    response = _page(request, outage.value, heading, reason=reason, typed=typed)
    response.headers["Retry-After"] = "120"
    return response
