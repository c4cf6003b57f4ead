"""Visitors who come at a rate, whatever the answers take: a site that is slow does not get fewer of them."""

from __future__ import annotations

import http.client
import itertools
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from benchmarks.load import Load, load_of
from benchmarks.soak.browser import connection_to

Connection = http.client.HTTPConnection | None
GIVEN_UP = 10.0  # seconds behind which a visitor who could not even ask is left out, and counted


@dataclass
class Readers:
    """Requests for ``paths`` at ``per_second`` from so many connections that stay open."""

    origin: str
    paths: Iterator[str]
    per_second: float
    clients: int = 16
    seen: Counter[int] = field(default_factory=Counter)
    times: list[float] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    left_out: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def begin(self, end: threading.Event) -> list[threading.Thread]:
        """Start the clients, which go on until the end."""
        self._began, self._numbers = time.monotonic(), itertools.count()
        threads = [threading.Thread(target=self._client, args=(end,)) for _ in range(self.clients)]
        for thread in threads:
            thread.start()
        return threads

    def load(self) -> Load:
        """How many were answered a second, and in which time from when they came."""
        return load_of(self.times, time.monotonic() - self._began) if self.times else Load(0, 0, 0)

    def _client(self, end: threading.Event) -> None:
        connection = None
        while True:
            with self._lock:
                due, path = self._began + next(self._numbers) / self.per_second, next(self.paths)
            if end.wait(max(0.0, due - time.monotonic())):
                return
            if time.monotonic() - due > GIVEN_UP:
                self.left_out += 1
                continue
            connection = self._ask(connection, path, due)

    def _ask(self, connection: Connection, path: str, due: float) -> Connection:
        connection = connection or connection_to(self.origin)
        try:
            connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
            answer = connection.getresponse()
            answer.read()
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            connection.close()  # nginx ends a connection after a thousand requests
            return None
        except OSError as error:
            self.lost.append(f"{path}: {error!r}")
            connection.close()
            return None
        self.seen[answer.status] += 1
        self.times.append(time.monotonic() - due)
        return connection


def capacity(origin: str, paths: Iterator[str], *, seconds: float, clients: int = 4) -> float:
    """Answers a second when each of a few clients asks as soon as it is answered."""
    end = threading.Event()
    readers = Readers(origin, paths, per_second=100_000, clients=clients)
    threads = readers.begin(end)
    end.wait(seconds)
    end.set()
    for thread in threads:
        thread.join()
    return readers.load().per_second
