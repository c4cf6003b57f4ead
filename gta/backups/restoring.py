"""Bringing a backup back: on an empty site only, checked before and after, with mail held."""

from __future__ import annotations

import json
import shutil
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from django.db.utils import DatabaseError

from gta.backups import databases
from gta.backups.archive import DATABASE, FORMAT, MANIFEST, MEDIA, BackupError, counts, digest_of, media_files
from gta.backups.unpacking import unpack
from outbox import decisions
from outbox.models import Cause
from progress import history
from recommendations.models import Edition


def _refuse_unless_empty() -> None:
    try:
        has_rows = get_user_model().objects.exists() or Edition.objects.exists()
    except DatabaseError:
        has_rows = False  # not even tables: as empty as can be
    if has_rows or media_files():
        raise BackupError("This site is not empty. Restore into an empty database and an empty media folder.")


def _read_manifest(archive: tarfile.TarFile) -> dict[str, Any]:
    try:
        handle = archive.extractfile(MANIFEST)
        manifest = json.load(handle) if handle else {}
    except (KeyError, ValueError):
        manifest = {}
    if manifest.get("format") != FORMAT:
        raise BackupError("This file is not a backup of this site, or of a later version of it.")
    if manifest["database"] != connection.vendor:
        raise BackupError(
            f"The backup is of a {manifest['database']} database, and this site uses {connection.vendor}. "
            "Set DATABASE_URL to one of the same kind."
        )
    return manifest


def _check_files(folder: Path, manifest: dict[str, Any]) -> None:
    """Compare every file with the digest that the manifest has of it, before anything is put in place."""
    expected = {DATABASE: manifest["database_sha256"]}
    expected |= {f"{MEDIA}/{name}": digest for name, digest in manifest["media"].items()}
    for name, digest in expected.items():
        path = folder / name
        if not path.is_file() or digest_of(path) != digest:
            raise BackupError(f"The backup is damaged: {name} is missing or was changed. Take another one.")


def _put_in_place(folder: Path) -> None:
    try:
        databases.load(folder / DATABASE)
    except databases.DatabaseToolError as error:
        raise BackupError(str(error)) from error
    if (folder / MEDIA).is_dir():
        shutil.copytree(folder / MEDIA, settings.MEDIA_ROOT, dirs_exist_ok=True)


def _check_what_came_back(manifest: dict[str, Any]) -> None:
    found = counts()
    wrong = [label for label, number in manifest["counts"].items() if found.get(label, number) != number]
    if wrong:
        raise BackupError(f"These tables came back with another number of rows: {', '.join(wrong)}.")
    _count, breach = history.verify(ends=_noted_end(manifest))
    if breach:
        raise BackupError(f"The history does not hold at row {breach.sequence}: {breach.problem}.")


def _noted_end(manifest: dict[str, Any]) -> dict[int, str]:
    """The end of the history as the backup has it; none where nothing had happened yet."""
    sequence, hash_ = history.noted_end(manifest["history_end"])
    return {sequence: hash_} if sequence else {}


def restore(source: Path) -> dict[str, Any]:
    """Bring a backup back and return its manifest. Raises BackupError; a site that is not empty is left alone.

    Side effects: the database is replaced, evidence is put back, and mail is held until an administrator releases it,
    since the original may have sent what waits.
    """
    _refuse_unless_empty()
    try:
        with tarfile.open(source) as archive, tempfile.TemporaryDirectory() as name:
            manifest = _read_manifest(archive)
            unpack(archive, Path(name))
            _check_files(Path(name), manifest)
            _put_in_place(Path(name))
    except FileNotFoundError:
        raise BackupError(f"There is no file {source}.") from None
    except (tarfile.TarError, EOFError) as error:
        raise BackupError(f"{source} is not a whole tar file: {error}") from None
    _check_what_came_back(manifest)
    decisions.hold(cause=Cause.RESTORED)
    return manifest
