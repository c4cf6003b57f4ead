"""A file on its way in: kept in the storage, which web and workers share, and read as it was guessed or chosen."""

from __future__ import annotations

import datetime
import hashlib
from collections import Counter
from dataclasses import asdict
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from imports import jobs, permissions
from imports.bounds import FORGOTTEN_AFTER, LONGEST_VALUE, MOST_OPEN, MOST_VALUES, SOON_BYTES, SOON_ROWS, UNDO_DAYS
from imports.models import Import, ImportState, Task
from imports.tables import Choices, inspect, rows
from imports.tables.bounds import MAX_BYTES
from imports.values.text import tidy
from progress.discarding import delete_after_commit
from recommendations.uploads import printable_name
from stakeholders.changes import as_now
from stakeholders.errors import NotPermitted, WrongState


@transaction.atomic
def keep(*, file: UploadedFile, kind: str, by) -> Import:
    """Keep a file to be read. Raises ``NotPermitted``, or ValidationError in words; then nothing is kept."""
    if not permissions.can_prepare(as_now(by)):
        raise NotPermitted
    size = file.size or 0
    if not size:
        raise ValidationError(_("The file is empty."))
    if size > MAX_BYTES:
        figures = {"size": _megabytes(size), "most": _megabytes(MAX_BYTES)}
        raise ValidationError(_("The file has %(size)s MB. The most is %(most)s MB. Split it into several.") % figures)
    if Import.objects.open().count() >= MOST_OPEN:
        raise ValidationError(
            _("%(count)s imports wait already. Apply or discard one of them first.") % {"count": MOST_OPEN}
        )
    upload = Import(kind=kind, file_name=printable_name(file.name or "", "table")[:150], size=size, uploaded_by=by)
    upload.sha256 = _digest(file)
    upload.file.save(upload.file_name, file, save=False)
    upload.save()
    jobs.ask(upload, Task.READ, by=by)
    return upload


def _megabytes(size: int) -> int:
    return -(-size // (1024 * 1024))


def _digest(file: UploadedFile) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


@transaction.atomic
def choose(*, upload: Import, by, choices: Choices, version: int) -> Import:
    """Read the file otherwise: another sheet, encoding, delimiter or row of headings."""
    upload = locked(upload, by=by, version=version)
    upload.choices, upload.version = asdict(choices), upload.version + 1
    upload.prepared_by = by
    upload.save(update_fields=["choices", "version", "prepared_by"])
    jobs.ask(upload, Task.READ, by=by)
    return upload


def locked(upload: Import, *, by, version: int) -> Import:
    """The import, locked, for whoever prepares it; raises ``NotPermitted`` or ``WrongState``."""
    if not permissions.can_prepare(as_now(by)):
        raise NotPermitted
    upload = Import.objects.select_for_update(of=("self",)).get(pk=upload.pk)
    if not upload.can_be_prepared:
        raise WrongState
    if upload.version != version:
        raise WrongState(_("Someone else has prepared this import further since you opened it. Look at it again."))
    return upload


def read(upload: Import) -> None:
    """Find out what is in the file: its columns, how many rows, and the values of columns that have few."""
    with upload.file.open("rb") as file:
        found = inspect(file, file_name=upload.file_name, choices=Choices(**upload.choices))
    with upload.file.open("rb") as file:
        values = _values(found.columns, rows(file, file_name=upload.file_name, choices=found.choices))
    kept = {
        "kind": found.kind,
        "sheets": list(found.sheets),
        "columns": list(found.columns),
        "row_count": found.row_count,
        "notes": [str(note) for note in found.notes],
        "sample": [[row.number, [tidy(cell)[:LONGEST_VALUE] for cell in row.cells]] for row in found.sample],
        "values": values,
    }
    with transaction.atomic():
        jobs.finish(upload, ImportState.PREPARING, found=kept, choices=asdict(found.choices), done=found.row_count)


def _values(columns: tuple[str, ...], table: Any) -> dict[str, dict[str, int]]:
    """The different values of each column with how often they stand there; columns of texts are left out."""
    counted: dict[int, Counter[str]] = {place: Counter() for place in range(len(columns))}
    for row in table:
        for place in list(counted):
            value = row.cells[place]
            if len(value) > LONGEST_VALUE * 2:
                del counted[place]
                continue
            counted[place][tidy(value).strip()] += 1
            if len(counted[place]) > MOST_VALUES:
                del counted[place]
    return {columns[place]: dict(found.most_common()) for place, found in counted.items()}


def is_small(upload: Import) -> bool:
    """May it be read and previewed while somebody waits for the page?"""
    return upload.task in (Task.READ, Task.PREVIEW) and upload.size <= SOON_BYTES and upload.row_count <= SOON_ROWS


@transaction.atomic
def discard(*, upload: Import, by) -> None:
    """Set an import aside that was not applied; its file goes, that it was there stays."""
    if not permissions.can_prepare(as_now(by)):
        raise NotPermitted
    upload = Import.objects.select_for_update(of=("self",)).get(pk=upload.pk)
    if not upload.can_be_prepared:
        raise WrongState
    let_go(upload, by=by)


def forget() -> int:
    """Let go of what nobody needs: files that were never applied, rows that can no longer be undone; how many."""
    now, count = timezone.now(), 0
    for upload in Import.objects.open().filter(uploaded_at__lt=now - FORGOTTEN_AFTER):
        if upload.can_be_prepared:
            let_go(upload)
            count += 1
    past = now - datetime.timedelta(days=UNDO_DAYS)
    held = Q(rows__isnull=False) | ~Q(file="")
    for upload in Import.objects.filter(held, state=ImportState.APPLIED, applied_at__lt=past, task="").distinct():
        _forget_rows(upload)
        count += 1
    return count


@transaction.atomic
def let_go(upload: Import, *, by=None) -> None:
    """Set an import aside with what was kept of it, without asking; ``by`` None is the site itself."""
    upload.state, upload.discarded_at, upload.discarded_by = ImportState.DISCARDED, timezone.now(), by
    upload.task, upload.started_at = "", None
    upload.save(update_fields=["state", "discarded_at", "discarded_by", "task", "started_at"])
    _forget_rows(upload)


@transaction.atomic
def _forget_rows(upload: Import) -> None:
    upload.rows.all().delete()
    if upload.file:
        delete_after_commit(upload.file)
        Import.objects.filter(pk=upload.pk).update(file="")
