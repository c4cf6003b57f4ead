"""The smallest XLS file: one stream of records in the container of Office before 2007. No library at hand writes it."""

from __future__ import annotations

import struct
from collections.abc import Sequence

SECTOR, LEAST = 512, 4096
FREE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
AS_DAY = 1  # the look of a cell that shows its number as a day


def as_xls(
    cells: Sequence[tuple[int, int, object]], merged: Sequence[tuple[int, int, int, int]] = (), more: bytes = b""
) -> bytes:
    """One sheet, ``Data``, of cells by row and column; ``(number, AS_DAY)`` is a day.

    ``merged``: first and last row, first and last column. ``more``: records of the sheet.
    """
    stream = _book(cells, merged, more).ljust(LEAST, b"\0")
    stream += b"\0" * (-len(stream) % SECTOR)
    count = len(stream) // SECTOR
    chain = [TABLE, END, *range(3, count + 2), END]
    table = struct.pack(f"<{SECTOR // 4}I", *chain, *[FREE] * (SECTOR // 4 - len(chain)))
    folder = _entry("Root Entry", 5, child=1, start=END, size=0) + _entry(
        "Workbook", 2, child=FREE, start=2, size=len(stream)
    )
    return _header() + table + folder.ljust(SECTOR, b"\0") + stream


def _header() -> bytes:
    begin = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    sizes = struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    places = struct.pack("<9I", 0, 1, 1, 0, LEAST, END, 0, END, 0)
    return begin + sizes + places + struct.pack("<109I", 0, *[FREE] * 108)


def _entry(name: str, kind: int, *, child: int, start: int, size: int) -> bytes:
    wide = name.encode("utf-16-le")
    head = wide.ljust(64, b"\0") + struct.pack("<HBB3I36x", len(wide) + 2, kind, 1, FREE, FREE, child)
    return head + struct.pack("<IQ", start, size)


def as_record(kind: int, content: bytes = b"") -> bytes:
    """One record of the stream."""
    return struct.pack("<HH", kind, len(content)) + content


def _begin(kind: int) -> bytes:
    return as_record(0x0809, struct.pack("<4H8x", 0x0600, kind, 0, 1997))


def _book(cells: Sequence[tuple[int, int, object]], merged: Sequence[tuple[int, int, int, int]], more: bytes) -> bytes:
    looks = b"".join(as_record(0x00E0, struct.pack("<2H16x", 0, look)) for look in (0, 14))
    name = struct.pack("<BB", 4, 0) + b"Data"
    before = len(_begin(5)) + len(looks) + len(as_record(0x0085, b"\0" * 6 + name)) + len(as_record(0x000A))
    book = _begin(5) + looks + as_record(0x0085, struct.pack("<IBB", before, 0, 0) + name) + as_record(0x000A)
    sheet = _begin(0x10) + more + b"".join(_cell(*one) for one in cells)
    spans = struct.pack("<H", len(merged)) + b"".join(struct.pack("<4H", *one) for one in merged)
    return book + sheet + (as_record(0x00E5, spans) if merged else b"") + as_record(0x000A)


def _cell(row: int, column: int, value: object) -> bytes:
    value, look = value if isinstance(value, tuple) else (value, 0)
    place = struct.pack("<3H", row, column, look)
    if isinstance(value, bool):
        return as_record(0x0205, place + struct.pack("<BB", value, 0))
    if isinstance(value, str):
        return as_record(0x0204, place + struct.pack("<HB", len(value), 1) + value.encode("utf-16-le"))
    assert isinstance(value, int | float)
    return as_record(0x0203, place + struct.pack("<d", value))
