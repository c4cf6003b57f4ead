"""The site under two gunicorn workers, and how much memory they hold."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scripts.processes import free_port, last_lines, start, stop, wait_for_port

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Site:
    """A running site."""

    port: int
    process: int

    def memory(self) -> float:
        """What the server and its workers hold in memory, in MB."""
        return memory_of(self.process)


def memory_of(pid: int) -> float:
    """What a process and all below it hold in memory, in MB: shared pages counted once (PSS)."""
    return sum(_proportional(each) for each in tree(pid)) / 1024


def tree(pid: int) -> list[int]:
    """A process and all below it; one that has just ended is left out."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid, *(below for child in children for below in tree(int(child)))]


def _proportional(pid: int) -> int:
    """The process's share of memory in kB."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def environment(database: str, var: str, port: int) -> dict[str, str]:
    """The variables of a production site on this database, with caches and throttles of its own."""
    own = {"VAR_DIR": var, "DATABASE_URL": database, "DEMO": "1", "PORT": str(port), "REDIS_URL": ""}
    return {**os.environ, **own, "API_REQUESTS_PER_MINUTE": "0", "DOWNLOADS_PER_HOUR": "0"}


@contextmanager
def serving(database: str) -> Iterator[Site]:
    """The site on a filled database, until the block ends."""
    with tempfile.TemporaryDirectory() as var:
        port, log = free_port(), Path(var) / "web.log"
        prepare = [sys.executable, str(ROOT / "scripts" / "prepare.py")]
        subprocess.run(prepare, env=environment(database, var, port), check=True, stdout=subprocess.DEVNULL)
        with _gunicorn("benchmarks.empty", port, log, environment(database, var, port)) as process:
            yield Site(port, process)


@contextmanager
def serving_bare() -> Iterator[int]:
    """An empty Django project without middleware under a server like the site's, until the block ends: its port."""
    with tempfile.TemporaryDirectory() as var:
        port = free_port()
        with _gunicorn("benchmarks.bare", port, Path(var) / "bare.log", {**os.environ, "PORT": str(port)}):
            yield port


@contextmanager
def _gunicorn(application: str, port: int, log: Path, variables: dict[str, str]) -> Iterator[int]:
    """An application under two workers, until the block ends: the server's process."""
    command = [sys.executable, "-m", "gunicorn", application, "--config", "deploy/gunicorn.conf.py"]
    # No worker may be exchanged in the middle of a measurement.
    command += ["--workers", "2", "--timeout", "120", "--max-requests", "0", "--bind", f"127.0.0.1:{port}"]
    process = start(command, log=log, environment=variables)
    try:
        if not wait_for_port(port, process, within=60):
            sys.exit(f"The web server did not start:\n{last_lines(log)}")
        yield process.pid
    finally:
        stop(process)
