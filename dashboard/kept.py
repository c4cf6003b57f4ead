"""Finished public answers, kept by each process under the stamp that they are true of.

A stamp names the state of everything public (``dashboard.caching``), so what is kept under it can never be wrong. It
goes for want of room, or when the state has passed: nobody can ask for it then. Bodies are kept compressed, as nearly
every reader takes them.
"""

from __future__ import annotations

import gzip
import re
import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

ROOM = 8 * 1024 * 1024  # bytes of bodies in each process
LARGEST = 1024 * 1024  # a body over this is made again each time
SHORTEST = 200  # compressing less than this gains nothing
TEXTUAL = ("text/", "application/json", "application/ld+json", "application/atom+xml", "application/problem+json",
           "application/vnd.oai.openapi+json", "image/svg+xml")  # fmt: skip
_takes_gzip = re.compile(r"\bgzip\b")  # as Django's own middleware reads it


@dataclass(frozen=True)
class Answer:
    """A finished answer of status 200: its headers, and its body, compressed where that helps."""

    headers: dict[str, str]
    body: bytes
    is_compressed: bool

    def response(self, request: HttpRequest) -> HttpResponse:
        """The answer for a reader, in an encoding that the reader takes."""
        compressed = self.is_compressed and _takes_gzip.search(request.headers.get("Accept-Encoding", ""))
        body = gzip.decompress(self.body) if self.is_compressed and not compressed else self.body
        response = HttpResponse(body, headers=self.headers)
        if self.is_compressed:
            patch_vary_headers(response, ["Accept-Encoding"])
        if compressed:
            response.headers["Content-Encoding"] = "gzip"
            response.headers["Content-Length"] = str(len(body))
        return response


def finished(response: HttpResponseBase) -> Answer | None:
    """What there is to keep of an answer; None for what is streamed, long, personal, or not a success."""
    if response.status_code != 200 or response.streaming or response.cookies:
        return None
    if not getattr(response, "is_rendered", True):
        response = response.render()  # type: ignore[attr-defined]
    body = response.content  # type: ignore[attr-defined]
    if len(body) > LARGEST or response.has_header("Content-Encoding"):
        return None
    headers = dict(response.headers)
    if len(body) < SHORTEST or not headers.get("Content-Type", "").startswith(TEXTUAL):
        return Answer(headers, body, is_compressed=False)
    return Answer(headers, gzip.compress(body, compresslevel=4, mtime=0), is_compressed=True)


class Shelf:
    """Answers of one state by stamp, the ones asked for last; the oldest go when there is no more room."""

    def __init__(self, room: int = ROOM) -> None:
        self.room, self.held = room, 0
        self._state: Hashable = None
        self._answers: OrderedDict[str, Answer] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, stamp: str) -> Answer | None:
        """The answer under this stamp, if it is there."""
        with self._lock:
            answer = self._answers.get(stamp)
            if answer is not None:
                self._answers.move_to_end(stamp)
            return answer

    def put(self, stamp: str, answer: Answer, state: Hashable = None) -> None:
        """Keep an answer of this state. Side effect: those of another go, and others where the room is not enough."""
        with self._lock:
            if state != self._state:
                self._forget()
                self._state = state
            before = self._answers.pop(stamp, None)
            self.held += len(answer.body) - (len(before.body) if before else 0)
            self._answers[stamp] = answer
            while self.held > self.room:
                _stamp, oldest = self._answers.popitem(last=False)
                self.held -= len(oldest.body)

    def clear(self) -> None:
        """Forget everything, as a new process would."""
        with self._lock:
            self._forget()

    def _forget(self) -> None:
        self._answers.clear()
        self.held = 0


SHELF = Shelf()
