"""A restore that is under way, or that was not finished: a folder beside the evidence, which web and workers share.

While it is there, no mail goes out (``OUTBOX_HELD_WHILE``), and ``/readyz``, ``manage.py check`` and every start of the
site say so. It is made before anything is written and goes once everything is in its place and has been checked.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from gta.backups.errors import BackupError

FOLDER, DONE = "restore-unfinished", ".restore-done"
SAID = (
    "A restore is under way or was not finished: this site is not whole, and it sends no email. "
    "If no restore runs any more, run manage.py restore FILE again."
)


@dataclass(frozen=True)
class Note:
    """Which backup was being brought back, into which database, and what tells this try from others."""

    manifest: dict[str, Any]
    database: str
    begun_at: str

    @property
    def held_because(self) -> str:
        """What the record of mail says of its being held: by this the database tells how far the restore came."""
        return f"Restored on {self.begun_at} from the backup of {self.manifest['made_at']}"


def folder() -> Path:
    """Where it lies; also what holds mail."""
    return Path(settings.MEDIA_ROOT) / FOLDER


def is_there() -> bool:
    """Whether a restore is under way or was not finished."""
    return folder().exists()


@contextlib.contextmanager
def alone() -> Iterator[int]:
    """Hold the place for one restore; gives the locked file. Raises BackupError while another one runs."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder() / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise BackupError("Another restore runs at this moment. Wait until it ends.") from None
        yield lock.fileno()


@contextlib.contextmanager
def room_for_files() -> Iterator[Path]:
    """An empty folder for what is taken out of the backup, on the disk on which it stays."""
    path = folder() / "files"
    shutil.rmtree(path, ignore_errors=True)  # of a try that was killed
    path.mkdir(mode=0o700)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def read() -> Note | None:
    """What the unfinished restore noted; None where it had not come to write anything yet."""
    try:
        return Note(**json.loads((folder() / "about.json").read_text()))
    except FileNotFoundError:
        return None


def write(note: Note) -> None:
    """Note what is about to be written; on the disk before this returns."""
    begun = folder() / "about.json.begun"
    with begun.open("w") as handle:
        json.dump(asdict(note), handle)
        handle.flush()
        os.fsync(handle.fileno())
    begun.replace(folder() / "about.json")


def forget() -> None:
    """Nothing is unfinished any more: under another name first, so that it is gone at once or not at all."""
    done = folder().with_name(DONE)
    shutil.rmtree(done, ignore_errors=True)
    folder().rename(done)
    shutil.rmtree(done, ignore_errors=True)
