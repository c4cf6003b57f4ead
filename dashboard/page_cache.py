"""Finished public answers in Django's cache, each under the stamp that it is true of.

A stamp names the state of everything public (``dashboard.caching``), so what is cached under it cannot be wrong: it is
only no longer asked for. How many answers there may be, and for how long, is said in ``settings.CACHES["pages"]``.
Bodies are kept compressed, as nearly every reader takes them.
"""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

LARGEST = 1024 * 1024  # a body over this is made again each time
LARGEST_STORED = 128 * 1024  # so is one that takes more than this when it is compressed
SHORTEST = 200  # compressing less than this gains nothing
TEXTUAL = ("text/", "application/json", "application/ld+json", "application/atom+xml", "application/problem+json",
           "application/vnd.oai.openapi+json", "image/svg+xml")  # fmt: skip
_takes_gzip = re.compile(r"\bgzip\b")  # as Django's own middleware reads it


@dataclass(frozen=True)
class CachedAnswer:
    """A finished answer of status 200: its headers, and its body, compressed where that helps."""

    headers: dict[str, str]
    body: bytes
    is_compressed: bool

    def response(self, request: HttpRequest) -> HttpResponse:
        """The answer for a reader, in an encoding that the reader takes."""
        if not (self.is_compressed and _takes_gzip.search(request.headers.get("Accept-Encoding", ""))):
            return self.uncompressed()
        response = HttpResponse(self.body, headers=self.headers)
        patch_vary_headers(response, ["Accept-Encoding"])
        response.headers["Content-Encoding"] = "gzip"
        response.headers["Content-Length"] = str(len(self.body))
        return response

    def uncompressed(self) -> HttpResponse:
        """The answer for a reader who takes no encoding."""
        body = gzip.decompress(self.body) if self.is_compressed else self.body
        response = HttpResponse(body, headers=self.headers)
        if self.is_compressed:
            patch_vary_headers(response, ["Accept-Encoding"])
        return response


def get(etag: str) -> CachedAnswer | None:
    """The answer under this stamp, if it is there."""
    return caches["pages"].get(etag)


def put(etag: str, answer: CachedAnswer) -> None:
    """Cache an answer under its stamp."""
    caches["pages"].set(etag, answer)


def clear() -> None:
    """Forget every answer; of a Redis, all that it holds."""
    caches["pages"].clear()


def cacheable(response: HttpResponseBase) -> CachedAnswer | None:
    """What there is to cache of an answer; None for what is streamed, long, not a success, or sets a cookie.

    Side effect: an answer that is drawn late is drawn.
    """
    if response.status_code != 200 or response.streaming or response.cookies:
        return None
    if not getattr(response, "is_rendered", True):
        response = response.render()  # type: ignore[attr-defined]  # not streamed
    body = response.content  # type: ignore[attr-defined]  # not streamed
    if len(body) > LARGEST or response.has_header("Content-Encoding"):
        return None
    headers = dict(response.headers)
    if len(body) < SHORTEST or not headers.get("Content-Type", "").startswith(TEXTUAL):
        answer = CachedAnswer(headers, body, is_compressed=False)
    else:
        answer = CachedAnswer(headers, gzip.compress(body, compresslevel=4, mtime=0), is_compressed=True)
    return answer if len(answer.body) <= LARGEST_STORED else None
