"""What stands in the way of a backup or of bringing one back, in words."""

from __future__ import annotations

import contextlib
import sqlite3
import tarfile
from collections.abc import Iterator
from pathlib import Path

from django.db.utils import DatabaseError

from dashboard.outages import Outage, outage_of


class BackupError(Exception):
    """A backup could not be made, proved or brought back; the text says why and what to do."""


class NoRoomError(BackupError):
    """A disk is full."""


@contextlib.contextmanager
def in_words(doing: str, folder: Path) -> Iterator[None]:
    """What goes wrong while ``doing`` something in ``folder``, said so that an operator knows what to do."""
    try:
        yield
    except BackupError:
        raise
    except Exception as error:
        if outage_of(error) == Outage.DISK_FULL:
            raise NoRoomError(
                f"{doing}: there is no room left in {folder}. Free some space there, then try again."
            ) from error
        if isinstance(error, OSError | sqlite3.Error | DatabaseError | tarfile.TarError):
            raise BackupError(f"{doing}: {error}. Look whether {folder} has room and can be written to.") from error
        raise
