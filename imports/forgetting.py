"""Letting go of uploaded tables that name a person who is erased."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from html import unescape

from imports.models import Import
from imports.uploads import let_go
from names.erased import NAME
from progress.discarding import delete_after_commit
from progress.erasing.needles import Needles, pattern
from progress.erasing.texts import replaced

#: How the texts of tables are written: in CSV and in the parts of workbooks, and in workbooks before 2007.
ENCODINGS = ("utf-8", "utf-16-le", "latin-1")


def forget_files(needles: Needles) -> None:
    """Delete each kept file in which an address or the name stands. An import that was not applied goes with its file;
    of one that was, the rows stay, so that it can still be undone. Raises nothing for a file that is missing.
    """
    named = pattern(needles.all)
    for upload in Import.objects.exclude(file="").select_for_update().order_by("pk"):
        if not any(named.search(text) for text in _texts(upload)):
            continue
        # The log repeats what the file is called.
        upload.file_name = replaced(upload.file_name, needles.all, NAME)[:150]
        Import.objects.filter(pk=upload.pk).update(file_name=upload.file_name)
        if upload.applied_at is None:
            let_go(upload)
        else:
            delete_after_commit(upload.file)
            Import.objects.filter(pk=upload.pk).update(file="")


def _texts(upload: Import) -> Iterator[str]:
    """What the file says, in each way in which it may be meant."""
    if not upload.file.storage.exists(upload.file.name):
        return
    with upload.file.open("rb") as file:
        content = file.read()
    for part in _parts(content):
        for encoding in ENCODINGS:
            yield unescape(part.decode(encoding, "ignore"))


def _parts(content: bytes) -> Iterator[bytes]:
    """The parts of a workbook; its size unpacked was looked at when it came. Anything else is one part."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        yield content
        return
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            yield archive.read(name)
