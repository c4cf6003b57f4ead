"""What a request is refused with: the verbs' own words, as ``application/problem+json``.

400 what was sent is wrong, by field; 401 no token that counts; 403 the token, or its person, may not; 404 the
organisation has nothing there; 409 or 412 somebody was quicker, with the state as it is now; 422 the key belongs to
another request; 429 too many requests.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions

from dashboard.problems import problem
from opendata.api.problems import handle as handle_as_public
from progress.errors import Conflict, Incomplete, NotPermitted, Refused
from stakeholders.errors import Invalid
from submissions.once import KeyUsed


class AlreadyBegun(Conflict):
    """A report was to be begun where one is begun."""


class OutOfDate(Conflict):
    """``If-Match`` named another version than the stored one."""


def handle(error: Exception, context: dict[str, Any]) -> JsonResponse | None:
    """REST framework's exception handler for the views of this app."""
    answer = _refusal(error, context) or handle_as_public(error, context)
    if answer is None or not isinstance(error, exceptions.APIException):
        return answer
    if challenge := getattr(error, "auth_header", ""):
        answer.headers["WWW-Authenticate"] = challenge
    if wait := getattr(error, "wait", None):
        answer.headers["Retry-After"] = str(int(wait))
    if isinstance(error, exceptions.MethodNotAllowed):
        answer.headers["Allow"] = ", ".join(context["view"].allowed_methods)
    return answer


def _refusal(error: Exception, context: dict[str, Any]) -> JsonResponse | None:
    if isinstance(error, Incomplete | Invalid):
        return _wrong_fields({name: str(text) for name, text in error.errors.items()}, str(error.message))
    if isinstance(error, ValidationError):
        return _wrong_fields({getattr(error, "field", ""): " ".join(error.messages)}, "")
    if isinstance(error, KeyUsed):
        return problem(422, _("This key stands for another request"), str(error))
    if isinstance(error, NotPermitted):
        return problem(403, _("You do not have permission to do this."), str(error))
    if isinstance(error, Conflict):
        status = 412 if isinstance(error, OutOfDate) else 409
        current = context["view"].current_state(error.current)
        return problem(status, _("This has changed in the meantime"), str(error), current=current)
    if isinstance(error, Refused):
        return problem(409, _("This cannot be done now"), str(error))
    if isinstance(error, exceptions.NotAuthenticated | exceptions.AuthenticationFailed):
        return problem(401, _("No access token that counts"), str(error.detail))
    if isinstance(error, exceptions.PermissionDenied):
        return problem(403, _("You do not have permission to do this."), str(error.detail))
    if isinstance(error, exceptions.Throttled):
        wait = int(getattr(error, "wait", None) or 0)
        detail = _("Wait %(seconds)s seconds, then go on.") % {"seconds": wait}
        return problem(429, _("Too many requests"), detail)
    return None


def _wrong_fields(errors: dict[str, str], detail: str) -> JsonResponse:
    """400 with a sentence by field; what belongs to no field stands in ``detail`` alone."""
    whole = " ".join(text for name, text in errors.items() if name in ("", "__all__"))
    by_field = {name: text for name, text in errors.items() if name not in ("", "__all__")}
    detail = whole or detail or _("Some of what you entered cannot be saved.")
    return problem(400, _("This request cannot be answered"), detail, errors=by_field)
