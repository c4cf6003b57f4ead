"""The databases: SQLite for a small site, PostgreSQL, and a replica of it for public reading. docs/settings.md explains
the names.
"""

import os
from pathlib import Path
from typing import Any

from .environment import Env

SQLITE = {
    # SQLite's own defaults lose writers under load ("database is locked"): a writer asks for the lock at the start of
    # its transaction and waits. FULL keeps a committed row through a power cut, which the outbox's promise rests on.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
}


def databases(env: Env, var_dir: Path, *, is_embedded: bool) -> dict[str, dict[str, Any]]:
    """As ``settings.DATABASES``. Side effect: the folder of SQLite's file is there, where we chose it."""
    found = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{var_dir / 'db.sqlite3'}")}
    if address := env.str("REPLICA_DATABASE_URL", default=""):
        found["replica"] = env.db_url_config(address)
        found["replica"]["TEST"] = {"MIRROR": "default"}
    password = env.str("DATABASE_PASSWORD", default="")
    for one in found.values():
        one["PASSWORD"] = password or one["PASSWORD"]
        one["ATOMIC_REQUESTS"] = False
        if one["ENGINE"].endswith("sqlite3"):
            one["OPTIONS"] = SQLITE
            if not is_embedded or "DATABASE_URL" not in os.environ:
                Path(one["NAME"]).parent.mkdir(parents=True, exist_ok=True)
        else:
            one |= _postgresql(env, one)
    return found


def _postgresql(env: Env, address: dict[str, Any]) -> dict[str, Any]:
    # How many seconds a statement, and a wait for a lock, may take, and the server over a sign of life: gta/wsgi.py has
    # the defaults of web processes. For all others a statement may take its time (0), as they write whole files, and
    # they may wait until a server goes on.
    statement, lock = env.int("DATABASE_STATEMENT_TIMEOUT", default=0), env.int("DATABASE_LOCK_TIMEOUT", default=60)
    # Compiling a query costs more than the short queries of pages can win back: a second before the first row. And no
    # disk turns any more: by default PostgreSQL would rather read a whole table than look up its rows by two indexes.
    chosen = f"-c jit=off -c random_page_cost=1.1 -c statement_timeout={statement}s -c lock_timeout={lock}s"
    return {
        "ENGINE": "gta.postgresql",
        "CONN_MAX_AGE": env.int("DATABASE_CONN_MAX_AGE", default=600),
        "CONN_HEALTH_CHECKS": True,
        "ANSWER_SECONDS": env.float("DATABASE_ANSWER_TIMEOUT", default=0.0),
        "OPTIONS": {"connect_timeout": 3, "options": chosen, **address.get("OPTIONS", {})},
    }
