"""In which encoding a text file was written: what it says itself, else UTF-8 where that fits, else the likeliest."""

from __future__ import annotations

import codecs
from typing import BinaryIO

from charset_normalizer import from_bytes

from .kinds import wide_order

UTF8 = "utf-8"
#: By Python's name what people know it as. The guess is one of them, and so is a choice.
ENCODINGS = {
    UTF8: "UTF-8",
    "cp1252": "Windows-1252",
    "iso8859-1": "ISO 8859-1",
    "cp1256": "Windows-1256",
    "iso8859-6": "ISO 8859-6",
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
    "cp1250": "Windows-1250",
    "cp1251": "Windows-1251",
    "cp1253": "Windows-1253",
    "mac-roman": "Mac Roman",
}
_OTHER_ALPHABETS = ["cp1256", "cp1251", "cp1253"]
_CANDIDATES = ["cp1252", "cp1250", *_OTHER_ALPHABETS]
_CHUNK = 1024 * 1024
_LIKELY = 32 * 1024  # bytes that the likeliest is told from


def guess_encoding(handle: BinaryIO) -> str:
    """One of ``ENCODINGS``."""
    handle.seek(0)
    head = handle.read(64 * 1024)
    if head.startswith(codecs.BOM_UTF8):
        return UTF8
    if order := wide_order(head):
        return order
    foreign = _foreign_lines(handle)
    if _is_utf8(handle) or _is_damaged_utf8(foreign):
        return UTF8
    return _likeliest(foreign)


def _is_utf8(handle: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder(UTF8)("strict")
    handle.seek(0)
    try:
        while chunk := handle.read(_CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _is_damaged_utf8(foreign: bytes) -> bool:
    """A few bytes are wrong among many letters that are right: read otherwise, all of those would be wrong."""
    text = foreign.decode(UTF8, errors="replace")
    wrong = text.count("\ufffd")
    return sum(not letter.isascii() for letter in text) - wrong > 3 * wrong


def _foreign_lines(handle: BinaryIO) -> bytes:
    """The first lines that are not plain ASCII: what a guess can be told from."""
    handle.seek(0)
    found = bytearray()
    for line in handle:
        if not line.isascii():
            found += line
        if len(found) > _LIKELY:
            break
    return bytes(found[:_LIKELY])


def _likeliest(foreign: bytes) -> str:
    """Another alphabet where the letters say so, else Windows-1252: short Latin texts look alike in all of them."""
    best = from_bytes(foreign, cp_isolation=_CANDIDATES).best()
    if best and best.encoding in _OTHER_ALPHABETS:
        return best.encoding
    try:
        foreign.decode("cp1252")
    except UnicodeDecodeError:  # one of the five bytes that it leaves free
        return "iso8859-1"
    return "cp1252"
