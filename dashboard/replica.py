"""Public pages are read from a copy of the database, where there is one that is good enough (REPLICA_DATABASE_URL).

Only what is marked by ``dashboard.caching`` asks it: every other read, and every write, goes to the primary, so that
whoever has just written reads what they wrote. The stamp of a public page is always the primary's, and the replica is
asked only if it has that very state of what is public: a page cannot be older than its stamp. A replica that does not
answer, or is far behind, is left alone for ``REST_SECONDS`` and then looked at again.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.db.models import Model

from progress.models import PublicVersion

logger = logging.getLogger(__name__)

ALIAS = "replica"
REST_SECONDS = 5.0
# Seconds behind; of a replica that has all of the primary's log, 0, however long ago the last change was.
BEHIND = """
SELECT CASE WHEN NOT pg_is_in_recovery() THEN NULL
            WHEN pg_last_wal_replay_lsn() >= %s THEN 0
            ELSE extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()) END
"""
_reading: ContextVar[bool] = ContextVar("reads from the replica", default=False)


class PublicReads:
    """The router (settings.DATABASE_ROUTERS)."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str:
        """The primary, but for what is public; never the tables that caches count in."""
        return ALIAS if _reading.get() and model._meta.app_label != "django_cache" else DEFAULT_DB_ALIAS

    def db_for_write(self, model: type[Model], **hints: Any) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one: Model, other: Model, **hints: Any) -> bool:
        """Rows of both are rows of one database."""
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        return False if db == ALIAS else None


class _Looked:
    """What this process last found: when to look again, and what is wrong, in a word."""

    again_at = 0.0
    trouble = ""


def is_configured() -> bool:
    """Is there one at all?"""
    return ALIAS in connections.settings


def seconds_behind() -> float | None:
    """How far the replica is behind the primary; None where it follows none, as it is a primary itself.

    Two queries. Raises what the databases raise.
    """
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_lsn()")
        (position,) = cursor.fetchone()
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(BEHIND, [position])
        (behind,) = cursor.fetchone()
    return None if behind is None else float(behind)


def trouble() -> str:
    """Why the replica is not asked, as found a moment ago: ``failed``, ``no replica`` or ``behind``; else empty."""
    if time.monotonic() >= _Looked.again_at:
        _look()
    return _Looked.trouble


def _look() -> None:
    try:
        behind = seconds_behind()
    except Error as error:
        leave(error)
        return
    most = settings.REPLICA_MAX_LAG_SECONDS
    _note("no replica" if behind is None else "behind" if behind > most else "")


def leave(error: Error) -> None:
    """Ask it nothing for a while, after an error of its."""
    connections[ALIAS].close()
    _note("failed", type(error).__name__)


def forget() -> None:
    """Look again at the next page."""
    _Looked.again_at, _Looked.trouble = 0.0, ""


def _note(found: str, detail: str = "") -> None:
    if found != _Looked.trouble:
        logger.warning("Replica: %s %s", found or "is asked again", detail)
    _Looked.again_at, _Looked.trouble = time.monotonic() + REST_SECONDS, found


def has(number: int, catalogue: int) -> bool:
    """Whether the replica answers, is not far behind, and has this state of what is public."""
    if not is_configured() or trouble():
        return False
    try:
        return PublicVersion.objects.using(ALIAS).filter(number=number, catalogue=catalogue).exists()
    except Error as error:
        leave(error)
        return False


@contextmanager
def reading() -> Iterator[None]:
    """In here the ORM reads from the replica."""
    token = _reading.set(True)
    try:
        yield
    finally:
        _reading.reset(token)
