"""A body may offer some of the site's languages only: pages of the others lead to the English ones."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase

from identity.current import offered_languages


class OfferedLanguagesMiddleware:
    """An address of a language that is not offered answers with the same one in English."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        first = request.path_info.removeprefix("/").partition("/")[0]
        known = dict(settings.LANGUAGES)
        if first in known and first != settings.LANGUAGE_CODE and first not in dict(offered_languages()):
            # Never two slashes at the start: that would be another site's address.
            return HttpResponseRedirect("/" + request.get_full_path().removeprefix(f"/{first}").lstrip("/"))
        return self.get_response(request)
