"""``python -m benchmarks [--size S] [--seconds 5] [--pages /,/gaps/]``: public pages under load, on PostgreSQL.

Starts PostgreSQL and gunicorn (two workers) of its own, loads fictional data, and measures each page beside an empty
Django view on the same server in the same run: the ratio is what can be compared between machines. Writes
docs/performance.md.
"""

import argparse
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.load import Load, measure
from scripts.processes import end_on_signals, free_port, last_lines, start, stop, wait_for_port
from scripts.services import postgresql

ROOT = Path(__file__).resolve().parent.parent
REPORT = ROOT / "docs" / "performance.md"
EMPTY = "/bench-empty/"
PAGES = [
    "/",
    "/areas/technology/",
    "/recommendations/",
    "/recommendations/GTA-2021-01/",
    "/organisations/",
    "/commitments/",
    "/commitments/?status=in_progress&health=at_risk",
    "/reports/",
    "/gaps/",
    "/api/v1/commitments/",
]


def main() -> None:
    """Measure, print and write the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--size", choices=["demo", "S", "M", "L"], default="S", help="how much data (default S)")
    parser.add_argument("--seconds", type=float, default=5, help="how long each page is asked for")
    parser.add_argument("--pages", default=",".join(PAGES), help="which, separated by commas")
    arguments = parser.parse_args()
    end_on_signals()
    with _site(arguments.size) as port:
        floor = measure(port, EMPTY, seconds=arguments.seconds)
        found = {path: measure(port, path, seconds=arguments.seconds) for path in arguments.pages.split(",")}
    text = _table(arguments.size, floor, found)
    REPORT.write_text(text)
    print(text)


@contextmanager
def _site(size: str) -> Iterator[int]:
    """The site on a fresh PostgreSQL with data of that size; yields its port."""
    with tempfile.TemporaryDirectory() as var, postgresql(durable=True) as database:
        port = free_port()
        own = {"VAR_DIR": var, "DATABASE_URL": database, "DEMO": "1", "PORT": str(port), "REDIS_URL": ""}
        environment = {**os.environ, **own}
        _fill(size, environment)
        command = [
            sys.executable,
            "-m",
            "gunicorn",
            "benchmarks.empty",
            "--bind",
            f"127.0.0.1:{port}",
            "--workers",
            "2",
        ]
        log = Path(var) / "web.log"
        process = start([*command, "--bind", f"127.0.0.1:{port}"], log=log, environment=environment)
        try:
            if not wait_for_port(port, process, within=60):
                sys.exit(f"The web server did not start:\n{last_lines(log)}")
            yield port
        finally:
            stop(process)


def _fill(size: str, environment: dict[str, str]) -> None:
    prepare = [sys.executable, str(ROOT / "scripts" / "prepare.py"), *(["--demo"] if size == "demo" else [])]
    subprocess.run(prepare, env=environment, check=True)
    if size != "demo":
        manage = [sys.executable, str(ROOT / "manage.py")]
        catalogue = str(ROOT / "recommendations" / "data" / "gta-2021.json")
        subprocess.run([*manage, "import_catalogue", catalogue], env=environment, check=True)
        subprocess.run([*manage, "load_sample", "--size", size, "--seed", "1"], env=environment, check=True)


def _table(size: str, floor: Load, found: dict[str, Load]) -> str:
    today = datetime.now(UTC).date().isoformat()
    lines = [
        "# Performance",
        "",
        f"Written by `make bench` on {today}: data of size {size}, PostgreSQL, gunicorn with two workers, four",
        f"clients, {os.cpu_count()} cores, Python {platform.python_version()}. The floor is an empty Django view on",
        "the same server, behind the same middleware, in the same run. A ratio can be compared between machines, a",
        "number of milliseconds cannot.",
        "",
        "| page | requests/s | ratio to the floor | p50 ms | p95 ms | first ms | compressed bytes |",
        "|---|--:|--:|--:|--:|--:|--:|",
        _row("(empty view)", floor, floor),
        *(_row(f"`{path}`", load, floor) for path, load in found.items()),
    ]
    return "\n".join(lines) + "\n"


def _row(name: str, load: Load, floor: Load) -> str:
    ratio = load.per_second / floor.per_second
    times = f"{load.p50:.1f} | {load.p95:.1f} | {load.first:.1f}"
    return f"| {name} | {load.per_second:.0f} | {ratio:.2f} | {times} | {load.size} |"


if __name__ == "__main__":
    main()
