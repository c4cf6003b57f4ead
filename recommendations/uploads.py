"""A catalogue file on its way in through the pages: uploaded, previewed, then applied or set aside."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .catalogue_file import read_catalogue
from .imports import ImportResult, import_catalogue
from .models import CatalogueImport
from .permissions import may_curate


def keep_upload(*, data: bytes, file_name: str, by: Any) -> CatalogueImport:
    """Check a file and keep it for its preview. Raises FileRefusedError (nothing is kept) and PermissionDenied."""
    document = read_catalogue(data)
    import_catalogue(document=document, by=by, dry_run=True)
    name_length = CatalogueImport._meta.get_field("file_name").max_length
    return CatalogueImport.objects.create(
        file_name=printable_name(file_name, "catalogue.json")[:name_length],
        content=data.decode(),
        edition_code=document.edition["code"],
        uploaded_by=by,
    )


def preview(*, upload: CatalogueImport, by: Any) -> ImportResult:
    """What applying the file would do now. Raises FileRefusedError where it has come to contradict the catalogue."""
    return import_catalogue(document=read_catalogue(upload.content.encode()), by=by, dry_run=True)


def apply_upload(
    *, upload: CatalogueImport, by: Any, expected: str, reason: str = "", allow_losses: bool = False
) -> ImportResult:
    """Import a kept file as previewed, and note on it who did so, why and how much it changed.

    Raises ImportStoppedError where it asks first, FileRefusedError, ValidationError when it was used or set aside.
    """
    with transaction.atomic():
        current = _waiting(upload, by)
        result = import_catalogue(
            document=read_catalogue(current.content.encode()),
            by=by,
            reason=reason,
            allow_losses=allow_losses,
            expected=expected,
        )
        current.applied_at, current.applied_by, current.reason = timezone.now(), by, reason
        current.created_count = len(result.created)
        current.changed_count = len(result.changed)
        current.unchanged_count = len(result.unchanged)
        current.save()
    return result


def discard_upload(*, upload: CatalogueImport, by: Any) -> None:
    """Set a waiting file aside; it stays on record, and is not imported."""
    with transaction.atomic():
        current = _waiting(upload, by)
        current.discarded_at = timezone.now()
        current.save()


def _waiting(upload: CatalogueImport, by: Any) -> CatalogueImport:
    """The file, locked. Two people who press the button at once: the second is told."""
    if not may_curate(by):
        raise PermissionDenied
    current = CatalogueImport.objects.select_for_update().get(pk=upload.pk)
    if current.applied_at:
        raise ValidationError(_("This file was imported already."))
    if current.discarded_at:
        raise ValidationError(_("This file was discarded. Upload it again to import it."))
    return current


def printable_name(file_name: str, instead: str) -> str:
    """The name without its folders and without what cannot be shown; ``instead`` where nothing is left of it."""
    name = file_name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(character for character in name if character.isprintable()) or instead
