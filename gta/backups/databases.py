"""Taking a database out whole and putting it back: SQLite by its backup API, PostgreSQL by pg_dump and pg_restore."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from pathlib import Path

from django.db import connection


class DatabaseToolError(Exception):
    """The database's own tool could not do it; the text is what it said."""


def dump(target: Path) -> None:
    """Write a consistent copy of the database to ``target``, while others go on reading and writing."""
    if connection.vendor == "sqlite":
        _copy_sqlite(Path(connection.settings_dict["NAME"]), target)
    else:
        _run(["pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--file", str(target)])


def load(source: Path) -> None:
    """Put the copy in ``source`` in the place of the (empty) database."""
    connection.close()
    if connection.vendor == "sqlite":
        _copy_sqlite(source, Path(connection.settings_dict["NAME"]))
    else:
        options = ["--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"]
        _run(["pg_restore", *options, "--dbname", str(connection.settings_dict["NAME"]), str(source)])


def _copy_sqlite(source: Path, target: Path) -> None:
    """SQLite's own backup: consistent under load, the write-ahead log included."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with sqlite3.connect(source) as from_, sqlite3.connect(target) as to:
        from_.backup(to)
    from_.close()
    to.close()


def _run(command: list[str]) -> None:
    """Run one of PostgreSQL's programs on the configured database; its password goes through the environment."""
    at = connection.settings_dict
    environment = os.environ | {
        "PGHOST": str(at["HOST"] or ""),
        "PGPORT": str(at["PORT"] or ""),
        "PGUSER": str(at["USER"] or ""),
        "PGPASSWORD": str(at["PASSWORD"] or ""),
        "PGDATABASE": str(at["NAME"]),
    }
    try:
        ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    except FileNotFoundError:
        raise DatabaseToolError(f"{command[0]} is not installed. Install PostgreSQL's client programs.") from None
    if ran.returncode:
        raise DatabaseToolError(f"{command[0]} failed: {ran.stderr.strip()}")
