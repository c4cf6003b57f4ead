"""Loads of GET requests from one process, each on a connection of its own, and what came of them."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import quantiles


@dataclass(frozen=True)
class Load:
    """Requests a second, and the milliseconds under which half and 95% of the answers came."""

    per_second: float
    p50: float
    p95: float
    size: int = 0


class NotServedError(Exception):
    """A page that answered something other than 200 cannot be measured."""


def ask(port: int, path: str) -> tuple[float, int]:
    """One request: its seconds and the bytes of its answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    began = time.perf_counter()
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    body = answer.read()
    seconds = time.perf_counter() - began
    connection.close()
    if answer.status != 200:
        raise NotServedError(f"{path} answered {answer.status}")
    return seconds, len(body)


def load_of(times: list[float], seconds: float, size: int = 0) -> Load:
    """The figures for these seconds a request."""
    # Inclusive: of few answers the other way would say more than the slowest took.
    cuts = quantiles(times, n=20, method="inclusive") if len(times) > 1 else [*times] * 19
    return Load(len(times) / seconds, cuts[9] * 1000, cuts[18] * 1000, size)


def measure(port: int, path: str, *, seconds: float, clients: int = 4) -> Load:
    """Ask for ``path`` from ``clients`` threads for ``seconds``, warm."""
    size = 0
    for _ in range(3 * clients):
        _seconds, size = ask(port, path)
    times: list[float] = []
    began = time.perf_counter()
    threads = [threading.Thread(target=_go_on, args=(port, path, began + seconds, times)) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return load_of(times, time.perf_counter() - began, size)


def _go_on(port: int, path: str, until: float, times: list[float]) -> None:
    while time.perf_counter() < until:
        times.append(ask(port, path)[0])


def each_once(port: int, paths: Iterable[str]) -> Load:
    """Ask for each of these, one after the other."""
    began = time.perf_counter()
    times = [ask(port, path)[0] for path in paths]
    return load_of(times, time.perf_counter() - began)
