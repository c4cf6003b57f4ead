"""One zip of several files, written piece by piece: the same contents give the same bytes, in constant memory."""

from __future__ import annotations

import datetime
import hashlib
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Any, TypedDict

PIECE = 256 * 1024  # bytes read at a time
LEVEL = 9


class Member(TypedDict):
    """What one file of an archive is."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Contents:
    """What goes into an archive: files by name, each in pieces, and a last one that describes those before it."""

    files: Iterable[tuple[str, Iterator[bytes]]]
    description: str
    describe: Callable[[list[Member]], bytes]


def write_archive(handle: IO[bytes], contents: Contents, *, day: datetime.date) -> list[Member]:
    """Write the zip to ``handle`` and return what it holds. Every date in it is ``day``, and no owner is named."""
    members = []
    with zipfile.ZipFile(handle, "w") as archive:
        for name, pieces in contents.files:
            members.append(_write(archive, name, pieces, day))
        described = contents.describe(members)
        members.append(_write(archive, contents.description, iter([described]), day))
    return members


def _write(archive: zipfile.ZipFile, name: str, pieces: Iterator[bytes], day: datetime.date) -> Member:
    entry = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
    entry.compress_type, entry._compresslevel = zipfile.ZIP_DEFLATED, LEVEL  # type: ignore[attr-defined]  # not in the stubs
    entry.create_system, entry.external_attr = 3, 0o644 << 16
    digest, size = hashlib.sha256(), 0
    # Always with room for more than 4 GB: how long it gets is known only at its end.
    with archive.open(entry, "w", force_zip64=True) as target:
        for piece in pieces:
            target.write(piece)
            digest.update(piece)
            size += len(piece)
    return Member(name=name, size=size, sha256=digest.hexdigest())


def digest_and_size(handle: IO[bytes]) -> tuple[str, int]:
    """SHA-256 in hex, and length, of a file from its beginning."""
    handle.seek(0)
    digest, size = hashlib.sha256(), 0
    while piece := handle.read(PIECE):
        digest.update(piece)
        size += len(piece)
    return digest.hexdigest(), size


def member(handle: IO[bytes], name: str) -> Iterator[bytes]:
    """One file of an archive, in pieces. Raises KeyError before the first piece for a name that is not in it."""
    archive = zipfile.ZipFile(handle)
    return _pieces(archive, archive.getinfo(name))


def _pieces(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive, archive.open(entry) as source:
        while piece := source.read(PIECE):
            yield piece


def differences(handle: IO[bytes], members: list[Any]) -> list[str]:
    """The names of files that are not in the archive as ``members`` say, or that are there and should not be."""
    wrong = []
    try:
        with zipfile.ZipFile(handle) as archive:
            there = archive.namelist()
            for wanted in members:
                if wanted["name"] not in there:
                    wrong.append(wanted["name"])
                    continue
                with archive.open(wanted["name"]) as source:
                    digest = hashlib.file_digest(source, "sha256").hexdigest()  # type: ignore[arg-type]  # any file that is read
                if digest != wanted["sha256"]:
                    wrong.append(wanted["name"])
            return [*wrong, *sorted(set(there) - {one["name"] for one in members})]
    except (zipfile.BadZipFile, EOFError):
        return [one["name"] for one in members]
