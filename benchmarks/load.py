"""A load of GET requests from one process, each on a connection of its own, and what came of it."""

import http.client
import threading
import time
from dataclasses import dataclass
from statistics import quantiles


@dataclass(frozen=True)
class Load:
    """Requests a second, and the milliseconds under which half and 95% of the answers came."""

    per_second: float
    p50: float
    p95: float
    first: float
    size: int


class NotServedError(Exception):
    """A page that answered something other than 200 cannot be measured."""


def measure(port: int, path: str, *, seconds: float, clients: int = 4) -> Load:
    """Ask for ``path`` from ``clients`` threads for ``seconds``; the first answer (cold) is timed apart."""
    first, size = _once(port, path)
    for _ in range(3 * clients):
        _once(port, path)
    times: list[float] = []
    began = time.perf_counter()
    threads = [threading.Thread(target=_ask, args=(port, path, began + seconds, times)) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    elapsed = time.perf_counter() - began
    cuts = quantiles(times, n=20) if len(times) > 1 else [*times] * 19
    return Load(len(times) / elapsed, cuts[9] * 1000, cuts[18] * 1000, first * 1000, size)


def _once(port: int, path: str) -> tuple[float, int]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    began = time.perf_counter()
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    if answer.status != 200:
        raise NotServedError(f"{path} answered {answer.status}")
    return time.perf_counter() - began, len(body)


def _ask(port: int, path: str, until: float, times: list[float]) -> None:
    while time.perf_counter() < until:
        seconds, _size = _once(port, path)
        times.append(seconds)
