"""A disk without room, as the kernel tells of it."""

from __future__ import annotations

import contextlib
import resource
from collections.abc import Iterator


@contextlib.contextmanager
def no_room(beyond: int = 8 << 20) -> Iterator[None]:
    """No file of this process, or of those that it starts, may grow beyond so many bytes: the kernel refuses the write,
    as it does on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (beyond, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
