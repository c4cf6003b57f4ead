"""Keeping a preference (theme, language, density of tables) on the device, only with consent."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from .. import origin, preferences
from ..categories import PREFERENCES
from ..gate import consent_of
from .choose import own_post, problem, wants_json


@own_post
def keep(request: HttpRequest) -> HttpResponseBase:
    """Store the preferences sent, if this visitor agreed to that. 303 back, or JSON with ``stored`` true or false."""
    try:
        wanted = preferences.check({key: request.POST[key] for key in preferences.ALLOWED if key in request.POST})
    except preferences.UnknownValue as error:
        message = _("This is no value for %(field)s.") % {"field": error.field}
        return problem(request, HTTPStatus.BAD_REQUEST, message, {error.field: message})
    stored = consent_of(request).allows(PREFERENCES)
    kept = (preferences.read(request) if stored else {}) | wanted
    if wants_json(request):
        response: HttpResponseBase = JsonResponse({"stored": stored, "preferences": kept})
    else:
        response = HttpResponseRedirect(origin.safe_next(request, request.POST.get("next", "")) or "/")
        response.status_code = HTTPStatus.SEE_OTHER
    if stored:
        preferences.write(response, kept)
    return response
