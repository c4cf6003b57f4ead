"""How large an archive is unpacked, and whether its XML declares types or entities."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, NoReturn
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

import defusedxml.sax
from defusedxml.common import DefusedXmlException

#: What reading an archive that is none, or is damaged, may raise.
DAMAGED = (
    zipfile.BadZipFile,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
    LookupError,
    zlib.error,
)

_CHUNK = 64 * 1024
_XML = (".xml", ".rels", ".vml", ".rdf")


class TooLarge(Exception):
    """Unpacked, the archive is larger than it may be."""


class TooManyParts(TooLarge):
    """The archive has more parts than it may have."""


class DeclaresTypes(Exception):
    """A part declares a type or entities: a program that reads it may expand them, or fetch others."""


def chunks(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> Iterator[bytes]:
    """What a part really holds. Raises ``TooLarge`` after ``most`` bytes, whatever size the archive claims."""
    entry.file_size = max(entry.file_size, most + 2 * _CHUNK)  # else reading ends where the claim does
    with archive.open(entry) as part:
        read = 0
        while chunk := part.read(_CHUNK):
            read += len(chunk)
            if read > most:
                raise TooLarge
            yield chunk


def require_bounded(archive: zipfile.ZipFile, *, most_bytes: int, most_parts: int) -> None:
    """Unpack into nothing, counting. Raises ``TooLarge``."""
    entries = archive.infolist()
    if len(entries) > most_parts:
        raise TooManyParts
    left = most_bytes
    for entry in entries:
        left -= sum(len(chunk) for chunk in chunks(archive, entry, left))


def require_plain_xml(archive: zipfile.ZipFile) -> None:
    """Raises ``DeclaresTypes``. What is no XML at all passes: it is for its reader to say so."""
    for entry in archive.infolist():
        if entry.filename.lower().endswith(_XML):
            with archive.open(entry) as part:
                _check_prologue(part)


class _PrologueIsOver(Exception):
    """The first element of an XML part: no declaration of a type may follow it."""


class _Prologue(ContentHandler):
    """Reads XML up to its first element."""

    def startElement(self, name: str, attrs: object) -> NoReturn:  # noqa: N802 (SAX calls it so)
        raise _PrologueIsOver


def _check_prologue(part: IO[bytes]) -> None:
    try:
        defusedxml.sax.parse(part, _Prologue(), forbid_dtd=True)
    except DefusedXmlException:
        raise DeclaresTypes from None
    except (_PrologueIsOver, SAXException):
        return
