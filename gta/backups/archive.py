"""Writing a backup: a tar file with a manifest, the database and every file of evidence."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from gta import stored_files
from gta.backups import databases, encryption, unfinished
from gta.backups.errors import BackupError, in_words
from progress.models import HistoryHead

FORMAT = "tracker-backup/1"
# PDFs that can be made again from what is public, and what a restore works with.
LEFT_OUT = ("report-packs", unfinished.FOLDER, unfinished.DONE)
MANIFEST, DATABASE, MEDIA = "manifest.json", "database", "media"
BEGUN = ".begun-"  # what the folder of an unfinished backup is called, before some random letters


def counts() -> dict[str, int]:
    """How many rows every table of the site has, by the model's label."""
    return {model._meta.label: model._default_manager.count() for model in apps.get_models() if model._meta.managed}


def history_end() -> str:
    """The end of the history, as it is noted elsewhere."""
    head = HistoryHead.objects.get()
    return f"{head.sequence}:{head.hash}"


def digest_of(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def media_files() -> list[Path]:
    """Every stored file that a backup holds, in a fixed order."""
    root = Path(settings.MEDIA_ROOT)
    files = (path for path in root.rglob("*") if path.is_file()) if root.exists() else ()
    return sorted(path for path in files if path.relative_to(root).parts[0] not in LEFT_OUT)


def stored(folder: Path) -> dict[str, Path]:
    """Every stored file that a backup holds, by its name. Those of a bucket are fetched into ``folder`` first."""
    if not settings.STORAGE_URL:
        return {path.relative_to(settings.MEDIA_ROOT).as_posix(): path for path in media_files()}
    names = [name for name in stored_files.stored() if name.partition("/")[0] not in LEFT_OUT]
    return {name: _fetched(name, folder / MEDIA / name) for name in sorted(names)}


def _fetched(name: str, target: Path) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    with default_storage.open(name) as source, target.open("wb") as copy:
        shutil.copyfileobj(source, copy)
    return target


def back_up(target: Path, *, prove: Callable[[Path], None] = lambda archive: None) -> dict[str, Any]:
    """Write the whole site to ``target`` and return the manifest. Raises BackupError; a file that is there stays.

    Everything is made in a folder beside it, and only what is whole gets the name: encrypted where ``BACKUP_KEY`` is
    set, after ``prove`` has seen it as it is. The database is copied first, so every file that it knows is there when
    the files are copied after it; a file that was added meanwhile is carried along and harms nothing.
    """
    if target.exists():
        raise BackupError(f"{target} is there already. Give a new name: a backup never overwrites another.")
    if not target.parent.is_dir():
        raise BackupError(f"The folder {target.parent} does not exist.")
    with (
        in_words("The backup was not made", target.parent),
        tempfile.TemporaryDirectory(dir=target.parent, prefix=BEGUN) as folder,
    ):
        archive = Path(folder) / "site.tar"
        manifest = _written(archive)
        prove(archive)
        if settings.BACKUP_KEY:
            encryption.encrypt(archive, Path(folder) / "site.tar.age", key=settings.BACKUP_KEY)
            archive = Path(folder) / "site.tar.age"
        _give_name(archive, target)
    return manifest


def _written(archive: Path) -> dict[str, Any]:
    """The archive with all of the site in it; its manifest tells of the very moment that the database was copied."""
    database = archive.with_name(DATABASE)
    with databases.copied(database):
        known = {"counts": counts(), "history_end": history_end(), "made_at": timezone.now().isoformat()}
    files = stored(archive.parent)
    manifest = known | {
        "format": FORMAT,
        "version": settings.VERSION,
        "database": connection.vendor,
        "database_sha256": digest_of(database),
        "media": {name: digest_of(path) for name, path in files.items()},
    }
    _write(archive, manifest, database, files)
    database.unlink()
    return manifest


def _write(target: Path, manifest: dict[str, Any], database: Path, files: dict[str, Path]) -> None:
    text = json.dumps(manifest, indent=1, sort_keys=True).encode()
    with tarfile.open(target, "x") as archive:
        entry = tarfile.TarInfo(MANIFEST)
        entry.size = len(text)
        archive.addfile(entry, io.BytesIO(text))
        archive.add(database, DATABASE)
        for name, path in files.items():
            archive.add(path, f"{MEDIA}/{name}")
    target.chmod(0o600)


def _give_name(archive: Path, target: Path) -> None:
    """On the disk first, so that a name never stands for half a file."""
    with archive.open("rb") as handle:
        os.fsync(handle.fileno())
    archive.rename(target)
