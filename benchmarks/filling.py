"""Databases with fictional data of a size, made for one run or given from outside."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import psycopg2

from benchmarks.serving import ROOT, environment
from scripts.services import postgresql

BUFFERS = "2GB"  # what the public pages read of M; L wants more (docs/operations.md)
CATALOGUE = ROOT / "recommendations" / "data" / "gta-2021.json"


# What the public pages read, the most asked for last: it stays where not all has room.
READ = [
    "progress_progressreport", "stakeholders_commitment_recommendations",
    "search_searchdocument", "stakeholders_commitment", "progress_commitmentstatus", "ledger_balance", "ledger_entry",
]  # fmt: skip


@contextmanager
def filled(size: str, given: str | None) -> Iterator[str]:
    """The address of a database that holds a sample of ``size``: the one given, else a fresh one. Its tables are in
    memory, as they are on a site that has run for a while.
    """
    with ExitStack() as made:
        database = given or _fresh(size, made)
        _into_memory(database)
        yield database


def _fresh(size: str, made: ExitStack) -> str:
    var = made.enter_context(tempfile.TemporaryDirectory())
    database = made.enter_context(postgresql(durable=True, buffers=BUFFERS))
    _fill(size, environment(database, var, 0))
    with closing(psycopg2.connect(database)) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute("VACUUM ANALYZE")  # as PostgreSQL does by itself where there is time
    return database


def _into_memory(database: str) -> None:
    with psycopg2.connect(database) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_prewarm")
        for table in READ:
            cursor.execute("SELECT pg_prewarm(indexrelid) FROM pg_index WHERE indrelid = %s::regclass", [table])
            cursor.execute("SELECT pg_prewarm(%s::regclass)", [table])


def _fill(size: str, variables: dict[str, str]) -> None:
    subprocess.run([sys.executable, str(ROOT / "scripts" / "prepare.py")], env=variables, check=True)
    manage = [sys.executable, str(Path(ROOT) / "manage.py")]
    subprocess.run([*manage, "import_catalogue", str(CATALOGUE)], env=variables, check=True)
    subprocess.run([*manage, "load_sample", "--size", size, "--seed", "1"], env=variables, check=True)
