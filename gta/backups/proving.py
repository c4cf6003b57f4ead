"""Proving a backup: it is brought back as on another machine, into a scratch database that is then thrown away."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection

from gta.backups import databases
from gta.backups.errors import BackupError, in_words

SECONDS = 60 * 60  # for each command
AFTERWARDS = ("verify_history", "verify_snapshots")


def prove(archive: Path, *, identity: Path | None = None, folder: Path | None = None) -> None:
    """Bring ``archive`` back with the very commands that an operator would use. Raises BackupError where it fails.

    ``restore`` compares the number of rows in every table and the digest of every file; ``verify_history`` walks the
    chain and holds what is published against it; ``verify_snapshots`` reads the open data's snapshots again. Files go
    below ``folder``; nothing stays, and nothing of this site is touched.
    """
    words = [str(archive.absolute()), *(["--identity", str(identity.absolute())] if identity else [])]
    with (
        in_words("The proof was not made", folder or Path(tempfile.gettempdir())),
        tempfile.TemporaryDirectory(dir=folder, prefix=".proof-") as place,
        _scratch_database(Path(place)) as address,
    ):
        environment = _environment(Path(place), address)
        _run(["restore", *words], environment)
        for command in AFTERWARDS:
            _run([command], environment)


def _environment(place: Path, address: str) -> dict[str, str]:
    """Of another machine: its own database and folders; and it sends nothing."""
    return os.environ | {
        "DATABASE_URL": address,
        "DATABASE_PASSWORD": str(connection.settings_dict["PASSWORD"] or ""),
        "VAR_DIR": str(place),
        "MEDIA_ROOT": str(place / "media"),
        "STORAGE_URL": "",
        "HISTORY_SEALS_FOLDER": str(place / "history"),
        "MAIL_HELD": "1",
        "METRICS": "0",
    }


def _run(words: list[str], environment: dict[str, str]) -> None:
    program = [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), *words]
    try:
        ran = subprocess.run(  # noqa: S603  our own program
            program, env=environment, capture_output=True, text=True, check=False, timeout=SECONDS
        )
    except subprocess.TimeoutExpired:
        raise BackupError(f"{words[0]} was not ready after {SECONDS} seconds.") from None
    if ran.returncode:
        lines = (ran.stderr or ran.stdout).strip().splitlines() or [f"{words[0]} ended without a word."]
        said = [line for line in lines if line.startswith("CommandError: ")]
        raise BackupError((said or lines)[-1].removeprefix("CommandError: "))


@contextmanager
def _scratch_database(folder: Path) -> Iterator[str]:
    """The address of an empty database of this site's kind, which is gone afterwards."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{folder / 'db.sqlite3'}"
        return
    at, name = connection.settings_dict, f"tracker_proof_{secrets.token_hex(6)}"
    databases.run(["createdb", "--template=template0", name])
    try:
        host, port = quote(at["HOST"] or "", safe=""), f":{at['PORT']}" if at["PORT"] else ""
        yield f"postgres://{quote(at['USER'] or '', safe='')}@{host}{port}/{name}"
    finally:
        databases.run(["dropdb", "--force", "--if-exists", name])
