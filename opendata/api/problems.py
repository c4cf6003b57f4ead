"""Errors of the API as ``application/problem+json`` (RFC 9457)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, JsonResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions

from dashboard.bad_request import BadParameter
from dashboard.problems import problem
from names.phrases import labelled


def handle(error: Exception, context: dict[str, Any]) -> JsonResponse | None:
    """REST framework's exception handler: every known error as a problem; None lets Django answer the rest."""
    if isinstance(error, BadParameter):
        title = _("This request cannot be answered")
        detail = labelled(error.name, error.message)
        return problem(400, title, detail, parameter=error.name, value=error.value)
    if isinstance(error, Http404):
        return problem(404, _("Page not found"))
    if isinstance(error, exceptions.APIException):
        response = problem(error.status_code, str(error.detail))
        if isinstance(error, exceptions.MethodNotAllowed):
            response.headers["Allow"] = "GET, HEAD, OPTIONS"
        return response
    return None
