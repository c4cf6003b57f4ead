"""JSON that comes with a request, bounded in size, depth and length of numbers before anything reads it.

Python's decoder raises ``RecursionError`` for some thousand nested brackets and ``ValueError`` for very long numbers,
which neither Django's ``forms.JSONField`` nor libraries' views expect. What is looked at: bodies of the JSON content
types, and fields of forms whose text begins as an array or an object does (passkeys send such fields).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

MOST_BYTES = 64 * 1024
MOST_DEPTH = 32
MOST_DIGITS = 100
JSON_TYPE = re.compile(r"application/(?:[\w.+-]+\+)?json|text/json")
# A string as a whole, so that what stands inside it does not count; a bracket; or a number that is too long.
_TOKEN = re.compile(rf'"[^"\\]*(?:\\.[^"\\]*)*"|[\[{{]|[\]}}]|\d{{{MOST_DIGITS + 1}}}', re.DOTALL)


def is_within_bounds(text: str, most: int = MOST_BYTES) -> bool:
    """False for JSON that is too long, too deep, or has a number that is too long. One pass; nothing is decoded."""
    if len(text) > most:
        return False
    depth = 0
    for token in _TOKEN.finditer(text):
        first = token[0][0]
        depth += (first in "[{") - (first in "]}")
        if depth > MOST_DEPTH or first.isdigit():
            return False
    return True


class JsonBoundsMiddleware:
    """Answers 400 to JSON beyond the bounds, whoever would read it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view_func: Any, view_args: Any, view_kwargs: Any) -> None:
        """Raise BadRequest before the view."""
        if request.method in ("GET", "HEAD", "OPTIONS"):
            return
        # A view that takes long texts as JSON says how many bytes it takes.
        most = getattr(view_func, "json_most_bytes", MOST_BYTES)
        if not all(is_within_bounds(text, most) for text in _json_in(request, most)):
            raise BadRequest(_("This JSON is too long, nested too deeply, or contains a number that is too long."))


def _json_in(request: HttpRequest, most: int) -> list[str]:
    """Every piece of JSON in a request."""
    if JSON_TYPE.fullmatch((request.content_type or "").lower()):
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not (length.isascii() and length.isdigit() and int(length[:20]) <= most):
            raise BadRequest(_("The body is too large."))
        return [request.body.decode(errors="replace")]
    texts = (text for _name, values in request.POST.lists() for text in values)
    return [text for text in texts if text.lstrip()[:1] in ("[", "{")]
