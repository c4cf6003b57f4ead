"""Taking a database out whole and putting it back: SQLite by its backup API, PostgreSQL by pg_dump and pg_restore."""

from __future__ import annotations

import contextlib
import os
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

from django.db import connection
from django.db.models import CharField, Func
from django.db.utils import DatabaseError

from gta.backups.errors import BackupError, NoRoomError
from opendata.snapshots import one_moment
from progress.models import HistoryHead

PROGRAMS_SAY_NO_ROOM = ("No space left on device", "Disk quota exceeded", "File too large")


class _ExportedSnapshot(Func):
    """What another connection must name to see the same moment."""

    function, arity, output_field = "pg_export_snapshot", 0, CharField()


@contextlib.contextmanager
def copied(target: Path) -> Iterator[None]:
    """Write a consistent copy of the database to ``target``, while others go on reading and writing.

    Inside the block this thread's queries see what is in the copy, and nothing that was written since.
    """
    if connection.vendor == "sqlite":
        _copy_sqlite(Path(connection.settings_dict["NAME"]), target)
        with _reading(target):
            yield
    else:
        with one_moment():
            moment = HistoryHead.objects.values_list(_ExportedSnapshot(), flat=True).get()
            # The site's own role may read every row, but where rows have rules pg_dump wants to be told so.
            options = ["--format=custom", "--no-owner", "--no-privileges", "--enable-row-security"]
            options += [f"--snapshot={moment}"]
            run(["pg_dump", *options, "--file", str(target)])
            yield


def load(source: Path, *, kept_open: int) -> None:
    """Put the copy in ``source`` in the place of the database: all of it, or nothing when this is killed.

    ``kept_open`` is a file that the program which does it keeps open (and locked) even where it outlives us.
    """
    connection.close()
    if connection.vendor == "sqlite":
        _copy_sqlite(source, Path(connection.settings_dict["NAME"]))
    else:
        options = ["--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"]
        run(["pg_restore", *options, "--dbname", str(connection.settings_dict["NAME"]), str(source)], (kept_open,))


def address() -> str:
    """Which database this is, without its password."""
    at = connection.settings_dict
    return f"{connection.vendor} {at['HOST']}:{at['PORT']} {at['NAME']}"


def is_reached() -> bool:
    """Whether the database answers."""
    with contextlib.suppress(DatabaseError):
        connection.ensure_connection()
        return True
    return False


def _copy_sqlite(source: Path, target: Path) -> None:
    """SQLite's own backup: consistent under load, the write-ahead log included; one transaction in the target."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.closing(sqlite3.connect(source)) as from_, contextlib.closing(sqlite3.connect(target)) as to:
        from_.backup(to)


@contextlib.contextmanager
def _reading(path: Path) -> Iterator[None]:
    """This thread's queries go to the SQLite file ``path``."""
    usual = connection.settings_dict
    connection.close()
    connection.settings_dict = {**usual, "NAME": str(path)}
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict = usual


def run(command: list[str], pass_fds: tuple[int, ...] = ()) -> None:
    """Run one of PostgreSQL's programs on the configured server; its password goes through the environment."""
    at = connection.settings_dict
    environment = os.environ | {
        "PGHOST": str(at["HOST"] or ""),
        "PGPORT": str(at["PORT"] or ""),
        "PGUSER": str(at["USER"] or ""),
        "PGPASSWORD": str(at["PASSWORD"] or ""),
        "PGDATABASE": str(at["NAME"]),
    }
    try:
        ran = subprocess.run(  # noqa: S603  the programs and options named above
            command, env=environment, capture_output=True, text=True, check=False, pass_fds=pass_fds
        )
    except FileNotFoundError:
        raise BackupError(f"{command[0]} is not installed. Install PostgreSQL's client programs.") from None
    if ran.returncode == -signal.SIGXFSZ or any(words in ran.stderr for words in PROGRAMS_SAY_NO_ROOM):
        raise NoRoomError(f"{command[0]}: there is no room left on the disk. Free some space, then try again.")
    if ran.returncode:
        raise BackupError(f"{command[0]} failed: {ran.stderr.strip()}")
