"""Reading many rows in one go, as whole files do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def long_read() -> Iterator[None]:
    """A transaction on PostgreSQL, in which a statement may take its time; nothing on SQLite.

    Outside of a transaction PostgreSQL works out and keeps every row before it gives the first. The limit on how long a
    statement may take is for pages, not for files; and one process reads, along the keys, so that the first row comes
    at once and pages keep the other cores. SQLite reads row by row anyway, and a transaction would keep every writer
    waiting.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0; SET LOCAL max_parallel_workers_per_gather = 0")
        yield
