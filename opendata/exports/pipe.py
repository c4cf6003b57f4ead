"""Rows of a ``COPY`` as they come: read by a thread, handed over piece by piece, held back while nobody takes them."""

from __future__ import annotations

import fcntl
import queue
import sys
import termios
import threading
import time
from collections.abc import Generator, Iterator
from contextlib import closing
from typing import Any

from django.db import connection, transaction

PIECE = 65_536  # bytes that go out together
WAITING = 8  # pieces that wait for the reader at most: memory stays the same for any number of rows
GATHERING = 0.002  # seconds, in which a database on the same machine makes two or three pieces
_END = None


class _Rows:
    """The file that psycopg2 writes to: a call a row. A full queue keeps it, and so the database, waiting.

    ``source`` is the number of the connection's socket.
    """

    def __init__(self, source: int) -> None:
        self.source = source
        self.pieces: queue.Queue[bytes | BaseException | None] = queue.Queue(WAITING)
        self.rows: list[bytes] = []
        self.size = 0
        self.left = False

    def write(self, row: bytes) -> int:
        """Take one row. PostgreSQL ends it with a line feed, RFC 4180 with two characters."""
        self.rows.append(row[:-1])
        self.size += len(row)
        if self.size > PIECE:
            self.flush()
            self._let_rows_gather()
        return len(row)

    def _let_rows_gather(self) -> None:
        """Rows come in messages of 8 KB. To wake a reader for each of them took the database a fifth of its time."""
        there = fcntl.ioctl(self.source, termios.FIONREAD, bytes(4))
        if int.from_bytes(there, sys.byteorder) < PIECE:
            time.sleep(GATHERING)

    def flush(self) -> None:
        if self.rows and not self.left:
            self.rows.append(b"")
            self.pieces.put(b"\r\n".join(self.rows))
        self.rows, self.size = [], 0


def _read(raw: Any, statement: str, rows: _Rows) -> None:
    try:
        with raw.cursor() as cursor:
            cursor.copy_expert(statement, rows)
        rows.flush()
        rows.pieces.put(_END)
    except BaseException as error:  # whatever it is, the reader must hear of it and not wait for ever
        rows.pieces.put(error)


def copied(statement: str) -> Iterator[bytes]:
    """The lines of a ``COPY … TO STDOUT WITH (FORMAT csv)``. A reader who leaves ends it on the database too.

    The connection is the calling thread's own and is used by nothing else meanwhile.
    """
    with transaction.atomic():
        _plan_for_streaming()
        with closing(_pieces(connection.connection, statement)) as pieces:
            yield from pieces


def _plan_for_streaming() -> None:
    """One process that reads along the keys: the first row comes at once, and the other core is left to the pages."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL max_parallel_workers_per_gather = 0")


def _pieces(raw: Any, statement: str) -> Generator[bytes, None, None]:
    rows = _Rows(raw.fileno())
    thread = threading.Thread(target=_read, args=(raw, statement, rows), name="copy", daemon=True)
    thread.start()
    try:
        while (piece := rows.pieces.get()) is not _END:
            if isinstance(piece, BaseException):
                raise piece
            yield piece
    finally:
        _end(raw, thread, rows)


def _end(raw: Any, thread: threading.Thread, rows: _Rows) -> None:
    """Wait for the thread; when rows are still coming, tell the database that nobody wants them."""
    rows.left = True
    if thread.is_alive():
        raw.cancel()
    while thread.is_alive():
        try:  # a thread that waits to hand over its last piece must be let go
            rows.pieces.get(timeout=0.05)
        except queue.Empty:
            continue
    thread.join()
