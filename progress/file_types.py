"""Which files may be evidence: decided by extension *and* content, before anything is stored.

Pictures, PDF, office documents without macros, and plain text. Never HTML or SVG (they run scripts), archives or
programs. The platform takes documents about policy work only; the texts beside the form say so.
"""

from __future__ import annotations

import hashlib
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO, cast

import puremagic
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from names.phrases import listed
from office_files import unpacking

PICTURES = {"png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg"}
TEXTS = {"txt": "text/plain", "csv": "text/csv"}
# Extension → (content type, the part that such a document must hold).
OFFICE_OPEN = {
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "word/document.xml"),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xl/workbook.xml"),
    "pptx": ("application/vnd.openxmlformats-officedocument.presentationml.presentation", "ppt/presentation.xml"),
}
OPEN_DOCUMENT = {
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
}
EXTENSIONS = ("pdf", *PICTURES, *TEXTS, *OFFICE_OPEN, *OPEN_DOCUMENT)

UNPACKED_MAX_BYTES = 200 * 1024 * 1024
ENTRIES_MAX = 5000
NAME_MAX = 150
MARKUP = (b"<!doctype", b"<html", b"<svg", b"<script", b"<?xml", b"<body", b"<head")
_CHUNK = 64 * 1024


@dataclass(frozen=True)
class FileFacts:
    """What was found out about an upload as it came: its safe name, true type, size in bytes and SHA-256 in hex."""

    name: str
    content_type: str
    size: int
    sha256: str


def safe_name(name: str) -> str:
    """The file's name as it may be shown and sent; raise ValidationError for one that tries to deceive.

    Control and direction characters are refused, not removed: they make ``exe.pdf`` look like ``fdp.exe``.
    """
    name = unicodedata.normalize("NFC", name).strip()
    if not name or name.startswith(".") or any(sign in name for sign in '/\\:*?"<>|'):
        raise ValidationError(_("The file name contains characters that are not allowed. Rename the file."))
    if any(unicodedata.category(sign) in ("Cc", "Cf", "Co", "Cs", "Zl", "Zp") for sign in name):
        raise ValidationError(_("The file name contains characters that are not allowed. Rename the file."))
    if len(name) > NAME_MAX:
        raise ValidationError(
            _("The file name is longer than %(max)d characters. Shorten it."), params={"max": NAME_MAX}
        )
    return name


def _extension(name: str) -> str:
    extension = PurePosixPath(name).suffix.lstrip(".").lower()
    if extension not in EXTENSIONS:
        raise ValidationError(
            _("Files of the type “%(type)s” are not accepted. Accepted are: %(types)s."),
            params={"type": extension or _("unknown"), "types": listed(EXTENSIONS)},
        )
    return extension


def _wrong_content(extension: str) -> ValidationError:
    return ValidationError(
        _("The file is named “.%(type)s”, but its content is something else. Save it again as a true %(type)s file."),
        params={"type": extension},
    )


def _check_magic(head: bytes, extension: str, content_type: str) -> None:
    """Refuse a PDF or picture whose first bytes belong to another kind of file."""
    try:
        found = {match.mime_type for match in puremagic.magic_string(head)}
    except puremagic.PureError:
        found = set()
    if content_type not in found:
        raise _wrong_content(extension)


def _check_text(head: bytes, extension: str) -> None:
    is_utf16 = head.startswith((b"\xff\xfe", b"\xfe\xff"))  # what Excel calls "Unicode text"
    if b"\x00" in head and not is_utf16:
        raise _wrong_content(extension)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(MARKUP):
        raise _wrong_content(extension)


def _check_archive(archive: zipfile.ZipFile) -> None:
    """Refuse what unpacks to far too much, and what a program that reads it might expand or fetch from elsewhere."""
    try:
        unpacking.require_bounded(archive, most_bytes=UNPACKED_MAX_BYTES, most_parts=ENTRIES_MAX)
        unpacking.require_plain_xml(archive)
    except unpacking.TooManyParts:
        raise ValidationError(_("The document contains too many parts. Save it again, or as PDF.")) from None
    except unpacking.TooLarge:
        raise ValidationError(
            _("The document is far larger when unpacked than it should be. Save it as PDF.")
        ) from None
    except unpacking.DeclaresTypes:
        raise ValidationError(
            _("The document declares types or entities in its XML (DTD), which can harm its readers. Save it as PDF.")
        ) from None


def _check_office(handle: BinaryIO, extension: str) -> str:
    """Refuse what is not a sound office document without macros; return its content type."""
    try:
        with zipfile.ZipFile(handle) as archive:
            names = {entry.filename for entry in archive.infolist()}
            _check_archive(archive)
            if extension in OFFICE_OPEN:
                content_type, main_part = OFFICE_OPEN[extension]
                is_true = main_part in names and "[Content_Types].xml" in names
            else:
                content_type = OPEN_DOCUMENT[extension]
                is_true = "mimetype" in names and archive.read("mimetype").strip() == content_type.encode()
    except unpacking.DAMAGED:
        raise _wrong_content(extension) from None
    if not is_true:
        raise _wrong_content(extension)
    if any(name.lower().endswith("vbaproject.bin") or name.lower().startswith("basic/") for name in names):
        raise ValidationError(_("The document contains macros. Save it without them, or as PDF."))
    return content_type


def _sha256(upload: UploadedFile) -> str:
    result = hashlib.sha256()
    for chunk in upload.chunks():
        result.update(chunk)
    return result.hexdigest()


def examine(upload: UploadedFile) -> FileFacts:
    """Find out what an upload is; raise ValidationError, with the reason and a way out, for what is not accepted."""
    name = safe_name(upload.name or "")
    extension = _extension(name)
    size = upload.size or 0
    if size == 0:
        raise ValidationError(_("The file is empty."))
    if size > settings.EVIDENCE_MAX_BYTES:
        raise ValidationError(
            _("The file has %(size)s. The limit is %(max)s. Make it smaller, or link to where it is published."),
            params={"size": filesizeformat(size), "max": filesizeformat(settings.EVIDENCE_MAX_BYTES)},
        )
    upload.seek(0)
    head = upload.read(_CHUNK)
    upload.seek(0)
    if extension in OFFICE_OPEN or extension in OPEN_DOCUMENT:
        content_type = _check_office(cast(BinaryIO, upload), extension)
    elif extension in TEXTS:
        content_type = TEXTS[extension]
        _check_text(head, extension)
    else:
        content_type = PICTURES.get(extension, "application/pdf")
        _check_magic(head, extension, content_type)
    upload.seek(0)
    return FileFacts(name=name, content_type=content_type, size=size, sha256=_sha256(upload))
