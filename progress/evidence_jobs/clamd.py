"""The little of clamd's protocol that is needed: send it a file, read what it says.

``INSTREAM`` takes chunks, each behind its length; an empty one ends the file. Then one line comes back. ``VERSION``
says which signatures it has: ``ClamAV 1.4.3/27500/Mon Nov 30 08:10:00 2026``.
"""

from __future__ import annotations

import socket
import struct
from dataclasses import dataclass
from typing import IO
from urllib.parse import urlsplit

CONNECT_SECONDS = 5
ANSWER_SECONDS = 60
CHUNK = 64 * 1024
REPLY_MAX = 4096
NAME_MAX = 80


class ScannerError(Exception):
    """The scanner could not say what the file is."""


class ScannerAway(ScannerError):
    """There is no scanner at the address: no other file will fare better now."""


@dataclass(frozen=True)
class Verdict:
    """``virus`` is what the scanner calls it; empty for a clean file."""

    virus: str = ""


def _connect(url: str) -> socket.socket:
    parts = urlsplit(url)
    try:
        if parts.scheme == "unix":
            found = socket.socket(socket.AF_UNIX)
            found.settimeout(CONNECT_SECONDS)
            found.connect(parts.path)
        else:
            found = socket.create_connection((parts.hostname, parts.port or 3310), CONNECT_SECONDS)
    except OSError as error:
        raise ScannerAway(str(error)) from error
    found.settimeout(ANSWER_SECONDS)
    return found


def scan(url: str, file: IO[bytes]) -> Verdict:
    """Have the clamd at ``tcp://host:port`` or ``unix:///path`` scan a file. Raises ``ScannerError``."""
    with _connect(url) as connection:
        try:
            _send(connection, file)
            reply = _reply(connection)
        except OSError as error:
            raise ScannerError(str(error)) from error
    return _read(reply)


def signatures(url: str) -> str:
    """Which signatures the clamd at this address has now, as it names them. Raises ``ScannerError``."""
    with _connect(url) as connection:
        try:
            connection.sendall(b"zVERSION\0")
            reply = _reply(connection)
        except OSError as error:
            raise ScannerError(str(error)) from error
    if not reply.startswith("ClamAV"):
        raise ScannerError(reply or "no answer")
    return reply[:NAME_MAX]


def _send(connection: socket.socket, file: IO[bytes]) -> None:
    try:
        connection.sendall(b"zINSTREAM\0")
        while chunk := file.read(CHUNK):
            connection.sendall(struct.pack("!L", len(chunk)) + chunk)
        connection.sendall(struct.pack("!L", 0))
    except (BrokenPipeError, ConnectionResetError):
        return  # a file over clamd's own limit is cut off; its line says so


def _reply(connection: socket.socket) -> str:
    reply = b""
    while not reply.endswith(b"\0") and len(reply) < REPLY_MAX and (part := connection.recv(1024)):
        reply += part
    return reply.rstrip(b"\0").decode("utf-8", "replace").strip()


def _read(reply: str) -> Verdict:
    said = reply.removeprefix("stream: ")
    if said == "OK":
        return Verdict()
    if said.endswith(" FOUND"):
        return Verdict(said.removesuffix(" FOUND"))
    raise ScannerError(reply or "no answer")
