"""What is looked at again and again while the site is used: memory, connections, files, rows."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg2
import redis

from benchmarks.serving import memory_of, tree
from benchmarks.soak.growth import Allowance, Growth, Samples, after_warming_up, growth
from benchmarks.soak.site import Site

MEMORY, FEW, FILES, ROWS = Allowance(12, 0.05), Allowance(3), Allowance(10), Allowance(25, 0.02)
ALLOWED = {
    "memory of the web, MB": MEMORY,
    "memory of worker and beat, MB": MEMORY,
    "connections to PostgreSQL": FEW,
    "connections to Redis": FEW,
    "open files": FILES,
    "temporary files": FEW,
    "stored files": FEW,
}
# What is meant to be kept of all that people do: the past, the log, mails, and what was brought in and archived.
KEPT = (
    "historical", "event", "audit_", "outbox_", "_change", "imports_", "notifications_", "planneddigest",
    "stakeholders_organisation", "search_", "accounts_familiaraddress", "progress_progressreport", "django_migrations",
    "dailycount", "backups_", "ledger_", "pageview",
)  # fmt: skip


class Look:
    """Looks at a site when it is asked to, and keeps what it saw."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.seen: dict[str, Samples] = defaultdict(list)
        with closing(psycopg2.connect(site.database)) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
            self.tables = [name for (name,) in cursor.fetchall() if not any(part in name for part in KEPT)]

    def take(self) -> None:
        """One sample of everything."""
        at = time.monotonic()
        for name, value in (*self._processes(), *self._services(), *self._files()):
            self.seen[name].append((at, value))

    def growths(self) -> list[Growth]:
        """What each thing did after the warm-up."""
        found = []
        for name, samples in self.seen.items():
            found.append(growth(name, after_warming_up(samples), ALLOWED.get(name, ROWS)))
        return found

    def _processes(self) -> Iterator[tuple[str, float]]:
        web, *others = self.site.processes
        yield "memory of the web, MB", memory_of(web)
        yield "memory of worker and beat, MB", sum(map(memory_of, others))
        pids = [pid for process in self.site.processes for pid in tree(process)]
        yield "open files", sum(_count(Path(f"/proc/{pid}/fd")) for pid in pids)

    def _services(self) -> Iterator[tuple[str, float]]:
        with closing(psycopg2.connect(self.site.database)) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'")
            yield "connections to PostgreSQL", cursor.fetchone()[0]
            for table in self.tables:
                cursor.execute(f'SELECT count(*) FROM "{table}"')
                yield f"rows of {table}", cursor.fetchone()[0]
        with closing(redis.Redis.from_url(self.site.redis)) as broker:
            yield "connections to Redis", float(broker.info("clients")["connected_clients"])

    def _files(self) -> Iterator[tuple[str, float]]:
        yield "temporary files", sum(below(self.site.folder / name) for name in ("tmp", "var/broker"))
        # Tables that were brought in are kept for a while.
        yield "stored files", below(self.site.folder / "media") - below(self.site.folder / "media" / "imports")


def _count(folder: Path) -> int:
    try:
        return sum(1 for _ in folder.iterdir())
    except OSError:  # the process ended meanwhile
        return 0


def below(folder: Path) -> int:
    """How many files there are in a folder and all below it."""
    return sum(path.is_file() for path in folder.rglob("*")) if folder.exists() else 0
