"""Notices a server that takes connections and never answers, and lets go of whoever waits for it.

A statement that was sent to a stopped server, or into a network that swallows packets, waits for ever: no limit of the
server's can end it, and libpq has none. So a thread of each web process looks a few times a second for statements that
have waited too long. Then the server is asked for one byte; a slow statement goes on when it comes. If not, the waiting
connections are shut down, which their threads take for a connection that broke, and no new one is begun until the
server answers again.
"""

from __future__ import annotations

import logging
import os
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

logger = logging.getLogger(__name__)

LOOK_SECONDS = 0.25
#: May we speak TLS? Any server, whoever asks and however many are connected, answers with one byte (protocol, 55.7).
QUESTION = struct.pack("!ii", 8, 80877103)

_watches: dict[tuple[str, int], Watch] = {}
_lock = threading.Lock()


class Watch:
    """One server, as this process sees it."""

    def __init__(self, host: str, port: int, seconds: float) -> None:
        self.host, self.port, self.seconds = host, port, seconds
        self.is_away = False
        self._waiting: dict[object, tuple[int, float]] = {}
        self._lock = threading.Lock()
        threading.Thread(target=self._look_for_ever, name=f"watch-{host}-{port}", daemon=True).start()

    def answers(self) -> bool:
        """Whether it is worth connecting. Asks the server, unless it is known to be away."""
        if not self.is_away:
            self._note(self._asked())
        return not self.is_away

    @contextmanager
    def waiting(self, descriptor: int) -> Iterator[None]:
        """Around what may wait for the server on the connection with this descriptor."""
        ticket = object()
        with self._lock:
            self._waiting[ticket] = descriptor, time.monotonic()
        try:
            yield
        finally:  # with the lock: a descriptor is not closed, and then another's, while it is shut down
            with self._lock:
                del self._waiting[ticket]

    def _look_for_ever(self) -> None:
        pause = threading.Event()
        while not pause.wait(LOOK_SECONDS):
            if self.is_away or self._too_long():
                self._note(self._asked())
            if self.is_away:
                self._let_go()

    def _too_long(self) -> list[int]:
        before = time.monotonic() - self.seconds
        return [descriptor for descriptor, since in list(self._waiting.values()) if since < before]

    def _let_go(self) -> None:
        with self._lock:
            for descriptor in self._too_long():
                with socket.socket(fileno=os.dup(descriptor)) as line:
                    line.shutdown(socket.SHUT_RDWR)

    def _asked(self) -> bool:
        try:
            with self._connected() as line:
                line.sendall(QUESTION)
                return bool(line.recv(1))
        except OSError:
            return False

    def _connected(self) -> socket.socket:
        if not self.host.startswith("/"):
            return socket.create_connection((self.host, self.port), timeout=self.seconds)
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(self.seconds)
        line.connect(f"{self.host}/.s.PGSQL.{self.port}")
        return line

    def _note(self, answers: bool) -> None:
        if answers == self.is_away:
            logger.warning("PostgreSQL on port %s %s", self.port, "answers again" if answers else "does not answer")
        self.is_away = not answers


def watch_of(host: str, port: int, seconds: float) -> Watch:
    """The one watch of this process over a server."""
    with _lock:
        if (host, port) not in _watches:
            _watches[host, port] = Watch(host, port, seconds)
        return _watches[host, port]


def _begin_anew() -> None:
    """A process that was forked has none of its parent's threads."""
    global _lock  # it may have been held by one of them
    _lock = threading.Lock()
    _watches.clear()


os.register_at_fork(after_in_child=_begin_anew)
