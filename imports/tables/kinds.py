"""What a file is, by its content. Its name decides nothing."""

from __future__ import annotations

import io
import re
import zipfile
from typing import BinaryIO

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from office_files.unpacking import DAMAGED

from .bounds import MAX_BYTES
from .shapes import TableRefusedError

CSV, XLSX, XLS, ODS = "csv", "xlsx", "xls", "ods"

_HEAD = 64 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BEGINS = {
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"II*\x00": "TIFF",
    b"MM\x00*": "TIFF",
    b"\x1f\x8b": "GZIP",
    b"7z\xbc\xaf": "7Z",
    b"Rar!": "RAR",
    b"BZh": "BZIP2",
    b"PAR1": "PARQUET",
    b"SQLite format 3": "SQLITE",
    b"{\\rtf": "RTF",
}
# A part that only such a document has, or what its "mimetype" says.
_PARTS = {
    "xl/workbook.xml": XLSX,
    "xl/workbook.bin": "XLSB",
    "word/document.xml": "DOCX",
    "ppt/presentation.xml": "PPTX",
}
_MIMETYPES = {
    b"application/vnd.oasis.opendocument.spreadsheet": ODS,
    b"application/vnd.oasis.opendocument.text": "ODT",
    b"application/vnd.oasis.opendocument.presentation": "ODP",
}
_MARKUP = re.compile(rb"\s*<(!doctype html|html|head|body|table|meta|style|\?xml|!--)", re.IGNORECASE)
_JSON = re.compile(rb'\s*(\{\s*"|\[\s*[\[{])')
_CONTROLS = bytes(set(range(32)) - {7, 8, 9, 10, 11, 12, 13, 26, 27})


def kind_of(handle: BinaryIO, file_name: str) -> str:
    """``csv``, ``xlsx``, ``xls`` or ``ods``; raises ``TableRefusedError`` for anything else, saying what it is."""
    size = handle.seek(0, io.SEEK_END)
    if size > MAX_BYTES:
        text = _("The file has %(size)s. The limit is %(max)s. Split the table into several files.")
        raise TableRefusedError(text % {"size": filesizeformat(size), "max": filesizeformat(MAX_BYTES)})
    handle.seek(0)
    head = handle.read(_HEAD)
    if not head.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise TableRefusedError(_("The file is empty. Save the table again, and choose that file."))
    found = _named(handle, head)
    if found in (CSV, XLSX, XLS, ODS):
        return found
    raise TableRefusedError(
        _("The content of “%(name)s” is %(kind)s, not a table. Save the table as CSV, XLSX, XLS or ODS.")
        % {"name": file_name, "kind": found}
    )


def damaged() -> TableRefusedError:
    """For a workbook that no library can read."""
    return TableRefusedError(_("The file is damaged. Open it in a spreadsheet program, and save it as XLSX."))


def password_protected() -> TableRefusedError:
    """For a workbook that only its password opens."""
    return TableRefusedError(_("The file is protected by a password. Save it without one in your spreadsheet program."))


def _named(handle: BinaryIO, head: bytes) -> str:
    if head.startswith(b"PK"):
        return _of_archive(handle)
    if head.startswith(_OLE):
        return _of_compound(handle)
    for begin, kind in _BEGINS.items():
        if head.startswith(begin):
            return kind
    text = head.removeprefix(b"\xef\xbb\xbf")
    if match := _MARKUP.match(text):
        return "XML" if match[1] == b"?xml" else "HTML"
    if _JSON.match(text):
        return "JSON"
    return CSV if looks_like_text(head) else _("a program’s own format")


def _of_archive(handle: BinaryIO) -> str:
    try:
        with zipfile.ZipFile(handle) as archive:
            names = set(archive.namelist())
            mimetype = _beginning(archive, "mimetype") if "mimetype" in names else b""
    except DAMAGED as error:
        raise damaged() from error
    if mimetype in _MIMETYPES:
        return _MIMETYPES[mimetype]
    return next((kind for part, kind in _PARTS.items() if part in names), "ZIP")


def _beginning(archive: zipfile.ZipFile, part: str) -> bytes:
    with archive.open(part) as content:
        return content.read(100).strip()


def _of_compound(handle: BinaryIO) -> str:
    """The container of Office before 2007, which still holds every workbook that a password protects."""
    handle.seek(0)
    content = handle.read()
    if _wide("EncryptedPackage") in content:
        raise password_protected()
    if _wide("Workbook") in content or _wide("Book") in content:
        return XLS
    return "DOC" if _wide("WordDocument") in content else "OLE"


def _wide(name: str) -> bytes:
    return name.encode("utf-16-le")


def looks_like_text(head: bytes) -> bool:
    """No zeros but those of UTF-16, or at most a few."""
    if 0 not in head or wide_order(head):
        return True
    return len(head) - len(head.translate(None, _CONTROLS)) <= len(head) / 20


def wide_order(head: bytes) -> str:
    """``utf-16-le`` or ``utf-16-be`` where every other byte of a plain character is zero; else nothing."""
    if head.startswith(b"\xff\xfe"):
        return "utf-16-le"
    if head.startswith(b"\xfe\xff"):
        return "utf-16-be"
    high, low = head[0::2].count(0), head[1::2].count(0)
    least = max(1, len(head) // 50)
    if low >= least and not high:
        return "utf-16-le"
    return "utf-16-be" if high >= least and not low else ""
