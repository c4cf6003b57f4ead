"""Which language addresses for programs answer in: ``?lang=``, else what the reader accepts, else the site's own."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header

from dashboard.bad_request import BadParameter
from identity.current import offered_languages
from names.phrases import listed

PARAMETER = "lang"
#: What the program can speak; a body may offer fewer.
KNOWN = [code for code, _name in settings.LANGUAGES]


def requested_language(request: HttpRequest) -> str:
    """The code of a language offered. Raises BadParameter for a ``lang`` that the site does not speak."""
    known = [code for code, _name in offered_languages()]
    asked = request.GET.get(PARAMETER, "").strip()
    if asked:
        if asked not in known or len(request.GET.getlist(PARAMETER)) > 1:
            message = _("Choose one of the site’s languages: %(known)s.") % {"known": listed(known)}
            raise BadParameter(PARAMETER, asked, message)
        return asked
    for accepted, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if accepted[:2] in known:
            return accepted[:2]
    return settings.LANGUAGE_CODE


def in_requested_language(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Answer in the language asked for, and tell caches that it was asked for."""

    @functools.wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with translation.override(requested_language(request)):
            response = view(request, *args, **kwargs)
        response.headers["Content-Language"] = requested_language(request)
        patch_vary_headers(response, ["Accept-Language"])
        return response

    return wrapper
