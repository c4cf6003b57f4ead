"""Rows of a ``COPY`` as they come: a thread writes them into a pipe, which keeps it waiting while nobody reads."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from typing import Any, BinaryIO

from django.db import connection

from opendata.long_reads import long_read

PIECE = 65_536  # bytes that are handed over together, and what a pipe holds


class _Lines:
    """The file that psycopg2 writes to, a call a row: each row ends as RFC 4180 says, not with the line feed alone."""

    def __init__(self, pipe: BinaryIO) -> None:
        self.pipe = pipe

    def write(self, row: bytes) -> int:
        return self.pipe.write(row[:-1] + b"\r\n")


def copied(statement: str) -> Iterator[bytes]:
    """The lines of a ``COPY … TO STDOUT WITH (FORMAT csv)``. A reader who leaves ends it on the database too.

    The connection is the calling thread's own and is used by nothing else meanwhile. What goes wrong on the database is
    raised here.
    """
    with long_read():
        yield from _pieces(connection.connection, statement)


def _pieces(raw: Any, statement: str) -> Iterator[bytes]:
    read_end, write_end = os.pipe()
    errors: list[BaseException] = []

    def copy() -> None:
        try:
            with open(write_end, "wb", PIECE) as pipe, raw.cursor() as cursor:
                cursor.copy_expert(statement, _Lines(pipe))
        except BaseException as error:  # whatever it is, the reader raises it
            errors.append(error)

    thread = threading.Thread(target=copy, name="copy", daemon=True)
    thread.start()
    try:
        with open(read_end, "rb", buffering=0) as pipe:
            try:
                while piece := pipe.read(PIECE):
                    yield piece
            except GeneratorExit:
                raw.cancel()  # else the connection would have to read all the rows that are left
                raise
    finally:  # the pipe is closed: a thread that waits to write is let go
        thread.join()
    if errors:
        raise errors[0]
