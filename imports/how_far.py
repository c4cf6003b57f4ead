"""How many rows are written while none of them shows: what a transaction has written, nobody else can read yet.

So it stands in a small file beside the one that was brought, in the storage that web and workers share. It carries no
fact: where it cannot be written or read, the page tells of no number.
"""

from __future__ import annotations

from contextlib import suppress

from imports.models import Import


def tell(upload: Import, done: int) -> None:
    """Say how many rows are written."""
    with suppress(OSError), upload.file.storage.open(_name(upload), "wb") as file:
        file.write(str(done).encode())


def told(upload: Import) -> int:
    """How many were said to be written; 0 where nobody said."""
    with suppress(OSError, ValueError), upload.file.storage.open(_name(upload), "rb") as file:
        return int(file.read())
    return 0


def forget(upload: Import) -> None:
    """The work has ended, one way or another."""
    with suppress(OSError):
        upload.file.storage.delete(_name(upload))


def _name(upload: Import) -> str:
    return f"{upload.file.name}.done"
