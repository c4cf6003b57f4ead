"""A line to a server that can be frozen: a process of its own hands on what it reads, and is stopped and let go on.

While it is stopped the kernel goes on taking connections and bytes, as it does for a server that was stopped.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from subprocess import Popen

from scripts.processes import free_port, start, stop, wait_for_port

PROGRAM = """
import asyncio, sys

async def hand_on(reader, writer):
    while piece := await reader.read(65536):
        writer.write(piece)
        await writer.drain()
    writer.close()

async def take(reader, writer):
    there = await asyncio.open_connection(sys.argv[2], int(sys.argv[3]))
    await asyncio.gather(hand_on(reader, there[1]), hand_on(there[0], writer), return_exceptions=True)

async def main():
    async with await asyncio.start_server(take, "127.0.0.1", int(sys.argv[1])) as server:
        await server.serve_forever()

asyncio.run(main())
"""


class Line:
    """``port`` leads to the server, for as long as the line is not frozen."""

    def __init__(self, port: int, process: Popen[bytes]) -> None:
        self.port, self._process = port, process

    def freeze(self) -> None:
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._process.send_signal(signal.SIGCONT)


@contextmanager
def line_to(host: str, port: int | str) -> Iterator[Line]:
    """A line to the server that listens there; gone afterwards."""
    own = free_port()
    process = start([sys.executable, "-c", PROGRAM, str(own), host or "127.0.0.1", str(port or 5432)])
    try:
        assert wait_for_port(own, process)
        yield Line(own, process)
    finally:
        process.send_signal(signal.SIGCONT)
        stop(process)
