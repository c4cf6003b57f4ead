"""Writing a backup: a tar file with a manifest, the database and every file of evidence."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.utils import timezone

from gta.backups import databases
from progress.models import HistoryHead

FORMAT = "tracker-backup/1"
LEFT_OUT = "report-packs"  # PDFs that can be made again from what is public
MANIFEST, DATABASE, MEDIA = "manifest.json", "database", "media"


class BackupError(Exception):
    """A backup could not be made or brought back; the text says why and what to do. Nothing was changed."""


def counts() -> dict[str, int]:
    """How many rows every table of the site has, by the model's label."""
    return {model._meta.label: model._default_manager.count() for model in apps.get_models() if model._meta.managed}


def digest_of(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def media_files() -> list[Path]:
    """Every stored file that a backup holds, in a fixed order."""
    root = Path(settings.MEDIA_ROOT)
    files = (path for path in root.rglob("*") if path.is_file()) if root.exists() else ()
    return sorted(path for path in files if root / LEFT_OUT not in path.parents)


def _manifest(database: Path, files: list[Path]) -> dict[str, Any]:
    head = HistoryHead.objects.get()
    root = Path(settings.MEDIA_ROOT)
    return {
        "format": FORMAT,
        "version": settings.VERSION,
        "made_at": timezone.now().isoformat(),
        "database": connection.vendor,
        "database_sha256": digest_of(database),
        "counts": counts(),
        "history_end": f"{head.sequence}:{head.hash}",
        "media": {path.relative_to(root).as_posix(): digest_of(path) for path in files},
    }


def back_up(target: Path) -> dict[str, Any]:
    """Write the whole site to ``target`` and return the manifest. Raises BackupError; a file that is there stays.

    The database is copied first, so every file that it knows is there when the files are copied after it; a file that
    was added meanwhile is carried along and harms nothing.
    """
    if target.exists():
        raise BackupError(f"{target} is there already. Give a new name: a backup never overwrites another.")
    if not target.parent.is_dir():
        raise BackupError(f"The folder {target.parent} does not exist.")
    unfinished = target.with_name(target.name + ".unfinished")
    try:
        with tempfile.TemporaryDirectory(dir=target.parent) as folder:
            database = Path(folder) / DATABASE
            databases.dump(database)
            files = media_files()
            manifest = _manifest(database, files)
            _write(unfinished, manifest, database, files)
        unfinished.rename(target)
    except (OSError, databases.DatabaseToolError) as error:
        unfinished.unlink(missing_ok=True)
        raise BackupError(f"The backup was not made: {error}") from error
    return manifest


def _write(target: Path, manifest: dict[str, Any], database: Path, files: list[Path]) -> None:
    text = json.dumps(manifest, indent=1, sort_keys=True).encode()
    root = Path(settings.MEDIA_ROOT)
    with tarfile.open(target, "x") as archive:
        entry = tarfile.TarInfo(MANIFEST)
        entry.size = len(text)
        archive.addfile(entry, io.BytesIO(text))
        archive.add(database, DATABASE)
        for path in files:
            archive.add(path, f"{MEDIA}/{path.relative_to(root).as_posix()}")
    target.chmod(0o600)
