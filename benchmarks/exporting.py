"""A download against PostgreSQL's own COPY of the same rows, and what it does to everybody else meanwhile."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import harmonic_mean

import psycopg2

from benchmarks.load import Load, load_of
from benchmarks.load import ask as ask_once
from benchmarks.serving import Site

BESIDE = "/about/"
# Every column of a report that a plain copy would take, joined to the names that the download gives with it.
COPY = """COPY (
    SELECT r.id, r.commitment_id, c.title, o.slug, o.name, o.actor_type, o.country_id, r.kind, r.review_state,
           r.covers_until, r.published_at, r.implementation_status, r.health, r.percent, r.narrative, r.barriers,
           r.next_steps, r.help_kind, r.help_needed, r.language
    FROM progress_progressreport r JOIN stakeholders_commitment c ON c.id = r.commitment_id
         JOIN stakeholders_organisation o ON o.id = r.organisation_id
    WHERE r.review_state = 'published' AND c.state = 'published' AND c.visibility = 'public'
    ORDER BY r.published_at DESC, r.id DESC
) TO STDOUT WITH (FORMAT csv)"""


@dataclass(frozen=True)
class Export:
    """Rows a second of the download, of COPY and of COPY in one process, as the download is; the milliseconds to the
    first byte, megabytes that the server grew.
    """

    rows: int
    per_second: float
    copied_per_second: float
    copied_in_one_process: float
    first_byte: float
    growth: float
    alone: Load
    beside: Load


class _Lines:
    def __init__(self) -> None:
        self.count = 0

    def write(self, data: bytes) -> int:
        self.count += data.count(b"\n")
        return len(data)


def _copy(database: str, *, in_one_process: bool = False) -> float:
    """Bytes of lines do not matter here: both write the same narratives. Rows a second of COPY."""
    with psycopg2.connect(database) as connection, connection.cursor() as cursor:
        if in_one_process:
            cursor.execute("SET max_parallel_workers_per_gather = 0")
        cursor.execute("SELECT count(*) FROM progress_progressreport WHERE review_state = 'published'")
        began, lines = time.perf_counter(), _Lines()
        cursor.copy_expert(COPY, lines)
        seconds = time.perf_counter() - began
        return cursor.rowcount / seconds


def measure_export(site: Site, database: str) -> Export:
    """Take ``/data/reports.csv`` between two COPYs, and once more while somebody asks for a page all the time."""
    copied, before = [_copy(database)], site.memory()
    with _all_the_while(site.memory, every=0.1) as held:
        rows, seconds, first = _download(site.port)
    copied.append(_copy(database))
    by_one = _copy(database, in_one_process=True)
    alone = _beside(site.port, seconds=3)
    with _all_the_while(lambda: ask_once(site.port, BESIDE)[0], every=0) as times:
        _download(site.port)
    growth = max(held) - before
    beside = load_of(times, sum(times))
    return Export(rows, rows / seconds, harmonic_mean(copied), by_one, first * 1000, growth, alone, beside)


@contextmanager
def _all_the_while(measured: Callable[[], float], *, every: float) -> Iterator[list[float]]:
    """What was measured again and again, ``every`` so many seconds, until the block ended."""
    done, found = threading.Event(), [measured()]

    def watch() -> None:
        while not done.wait(every):
            found.append(measured())

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield found
    finally:
        done.set()
        watcher.join()


def _beside(port: int, *, seconds: float) -> Load:
    times, until = [], time.perf_counter() + seconds
    while time.perf_counter() < until:
        times.append(ask_once(port, BESIDE)[0])
    return load_of(times, sum(times))


def _download(port: int) -> tuple[int, float, float]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1200)
    began = time.perf_counter()
    connection.request("GET", "/data/reports.csv")
    answer = connection.getresponse()
    first = answer.read(1)
    first_after = time.perf_counter() - began
    rows = first.count(b"\r\n")
    while piece := answer.read(1 << 16):
        rows += piece.count(b"\r\n")
    seconds = time.perf_counter() - began
    connection.close()
    return rows - 1, seconds, first_after
