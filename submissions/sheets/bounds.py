"""A spreadsheet file, looked at before a library opens it: how large it is unpacked, how far its cells reach, and which
of them hold formulas.

A file of a few kilobytes can unpack to gigabytes, or name one cell a million rows down, for which a
reader would make room.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from dataclasses import dataclass, field

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from django.utils.translation import gettext as _

from office_files.unpacking import DAMAGED, TooLarge, chunks

MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 40 * 1024 * 1024
MOST_PARTS = 200
MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 3_000, 60, 120_000
REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


class Unreadable(Exception):
    """The file cannot be read; ``str()`` says why, and what to do."""


@dataclass
class Examined:
    """A file that may be opened: packed anew, and by sheet the cells that hold a formula, by their names."""

    content: bytes
    formulas: dict[str, set[str]] = field(default_factory=dict)


def examine(data: bytes) -> Examined:
    """Raises ``Unreadable`` for what is too large, or is no XLSX file."""
    if len(data) > MOST_BYTES:
        raise Unreadable(_("The file is larger than 5 MB. Download your sheet anew and fill in that one."))
    try:
        parts = _unpacked(data)
        sheets = _sheets(parts)
        found = {name: _formulas(parts[path]) for name, path in sheets.items() if path in parts}
    except (ElementTree.ParseError, DefusedXmlException, *DAMAGED) as error:
        raise Unreadable(not_a_sheet()) from error
    return Examined(_packed(parts), found)


def not_a_sheet() -> str:
    return _("This is not a spreadsheet in the format XLSX. Save it as “Excel workbook (.xlsx)”, and upload that.")


def _too_large() -> Unreadable:
    return Unreadable(_("The sheet holds far more cells than yours. Download your sheet anew and fill in that one."))


def _unpacked(data: bytes) -> dict[str, bytes]:
    """The parts that hold values. What a part claims about its size counts for nothing: so much is read, not more."""
    parts, left = {}, MOST_UNPACKED
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
        if len(entries) > MOST_PARTS:
            raise _too_large()
        for entry in entries:
            if not entry.filename.endswith((".xml", ".rels")):
                continue  # pictures and macros: nothing of them is read
            try:
                content = b"".join(chunks(archive, entry, left))
            except TooLarge:
                raise _too_large() from None
            left -= len(content)
            parts[entry.filename] = content
    return parts


def _packed(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _sheets(parts: dict[str, bytes]) -> dict[str, str]:
    """The part of each sheet, by the sheet's name."""
    relations = ElementTree.fromstring(parts["xl/_rels/workbook.xml.rels"])
    targets = {one.get("Id"): one.get("Target", "") for one in relations}
    found = {}
    for one in ElementTree.fromstring(parts["xl/workbook.xml"]).iter():
        if one.tag.endswith("}sheet"):
            key = next((value for name, value in one.attrib.items() if name.endswith("}id")), "")
            target = targets.get(key, "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
            found[one.get("name", "")] = path
    return found


def _formulas(part: bytes) -> set[str]:
    """The names of the cells with a formula. Raises ``Unreadable`` for a sheet whose contents reach too far.

    Rows and cells that hold nothing but their looks may be anywhere: LibreOffice writes the last row of all.
    """
    found, cells, row = set(), 0, 0
    for event, one in ElementTree.iterparse(io.BytesIO(part), events=("start", "end")):
        kind = one.tag.rpartition("}")[2]
        if event == "start" and kind == "row":
            row = int(one.get("r") or row + 1)
        elif event == "end" and kind == "c" and len(one):
            cells, here = cells + 1, one.get("r") or f"A{row}"
            if cells > MOST_CELLS or not _is_near(here):
                raise _too_large()
            if any(inner.tag.endswith("}f") for inner in one):
                found.add(here)
        elif event == "end" and kind == "row":
            one.clear()
    return found


def _is_near(reference: str) -> bool:
    match = REFERENCE.fullmatch(reference)
    if not match:
        raise ValueError(reference)
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return column <= MOST_COLUMNS and int(match[2]) <= MOST_ROWS
