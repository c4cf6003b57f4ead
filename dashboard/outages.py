"""What kind of outage an error tells of: a full disk, or a database or store that is away, busy or shutting down."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from enum import Enum

from django.db import InterfaceError, OperationalError
from psycopg2 import errors as postgresql


class Outage(Enum):
    """What is out of order; the value is the status of the answer (RFC 9110 and RFC 4918)."""

    DATABASE = 503  # or the store of files
    DISK_FULL = 507


# EFBIG: a limit on the size of files that the operator set for the process (ulimit -f, LimitFSIZE=).
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
STORE_AWAY = errno.EREMOTEIO  # a store of files on another machine: gta/object_storage.py
# SQLite calls a missing table an OperationalError too; that is a fault of ours, not an outage.
SQLITE_AWAY = (
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_READONLY,
)


def outage_of(error: BaseException | None) -> Outage | None:
    """The outage behind an error, or behind what it was raised from; None for a fault of the code."""
    for one in _with_causes(error):
        if isinstance(one, OSError) and one.errno in NO_ROOM:
            return Outage.DISK_FULL
        if isinstance(one, postgresql.DiskFull):
            return Outage.DISK_FULL
        if isinstance(one, sqlite3.OperationalError):
            return _of_sqlite(one)
        if isinstance(one, OSError) and one.errno == STORE_AWAY:
            return Outage.DATABASE
    is_away = any(isinstance(one, OperationalError | InterfaceError) for one in _with_causes(error))
    return Outage.DATABASE if is_away else None


def _with_causes(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _of_sqlite(error: sqlite3.OperationalError) -> Outage | None:
    primary = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the extended codes have theirs in the upper bytes
    if primary == sqlite3.SQLITE_FULL:
        return Outage.DISK_FULL
    return Outage.DATABASE if primary in SQLITE_AWAY else None
