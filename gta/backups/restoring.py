"""Bringing a backup back: on an empty site, or on what a restore that was not finished left; checked, with mail held.

It may be killed at any moment and begun again. What is done when, and how it is found out how far it came, is in
docs/decisions/backups-and-restoring.md.
"""

from __future__ import annotations

import json
import tarfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from django.db.utils import DatabaseError
from django.utils import timezone

from gta.backups import databases, encryption, jobs, unfinished
from gta.backups.archive import DATABASE, FORMAT, MANIFEST, MEDIA, counts, digest_of, history_end, media_files
from gta.backups.errors import BackupError, in_words
from gta.backups.unfinished import Note
from gta.backups.unpacking import unpack
from outbox import decisions
from outbox.models import AuditEntry, Cause
from progress import history
from recommendations.models import Edition


def restore(source: Path, *, identity: Path | None = None) -> dict[str, Any]:
    """Bring a backup back and return its manifest. Raises BackupError; a site that is not empty is left alone.

    ``identity`` is the file with the private key, for a backup that is encrypted. Side effects: mail is held before
    anything is written and until an administrator releases it, since the original may have sent what waits; the
    database is replaced, and evidence put back.
    """
    if not source.is_file():
        raise BackupError(f"There is no file {source}.")
    if settings.STORAGE_URL:
        raise BackupError(
            "Files come back into a folder first. Restore with STORAGE_URL empty, copy what is then in MEDIA_ROOT into "
            "the bucket, and set STORAGE_URL again."
        )
    if not databases.is_reached():
        raise BackupError(f"The database does not answer: {databases.address()}. Start it, then try again.")
    _refuse_foreign(unfinished.read())
    with unfinished.alone() as lock:
        begun = unfinished.read()
        try:
            with (
                in_words("The restore was not finished", Path(settings.MEDIA_ROOT)),
                unfinished.room_for_files() as files,
            ):
                manifest = _restored(source, identity, begun, files, lock)
        except BackupError:
            if unfinished.read() is None:
                unfinished.forget()  # nothing was written
            raise
        unfinished.forget()
    return manifest


def _restored(source: Path, identity: Path | None, begun: Note | None, files: Path, lock: int) -> dict[str, Any]:
    """Every step in its order: check everything that can be, note it, and only then write."""
    _refuse_foreign(begun)
    manifest = _unpacked(source, identity, files)
    note = Note(manifest, databases.address(), timezone.now().isoformat(timespec="seconds"))
    if begun and begun.manifest == manifest and _is_held(begun):
        _put_media(files, manifest)
        return manifest
    _refuse_worked_on(begun)
    _remove_media(begun)
    unfinished.write(note)
    databases.load(files / DATABASE, kept_open=lock)
    _check_what_came_back(manifest)
    jobs.forget_work_of_another_machine()
    decisions.hold(cause=Cause.RESTORED, note=note.held_because)
    _put_media(files, manifest)
    return manifest


def _has_rows() -> bool:
    try:
        return get_user_model().objects.exists() or Edition.objects.exists()
    except DatabaseError:
        return False  # not even tables: as empty as can be


def _is_held(begun: Note) -> bool:
    """Whether the unfinished restore came to hold mail: then the database is in its place, and what an administrator
    has decided since must stay."""
    try:
        return AuditEntry.objects.filter(what=AuditEntry.What.HOLD_ALL, note=begun.held_because).exists()
    except DatabaseError:
        return False


def _refuse_foreign(begun: Note | None) -> None:
    """An empty site is fine, and so is what the unfinished restore wrote into this very database."""
    if not _has_rows() and not media_files():
        return
    if begun is None:
        raise BackupError("This site is not empty. Restore into an empty database and an empty media folder.")
    if begun.database != databases.address():
        raise BackupError(
            f"This site is not empty, and the restore that was not finished was of another database: {begun.database}. "
            "Set DATABASE_URL to that one."
        )


def _refuse_worked_on(begun: Note | None) -> None:
    """Before what an unfinished restore left is replaced: nobody may have done anything on it."""
    names = {path.relative_to(settings.MEDIA_ROOT).as_posix() for path in media_files()}
    foreign = sorted(names - set(begun.manifest["media"] if begun else ()))
    worked_on = begun is not None and _has_rows() and history_end() != begun.manifest["history_end"]
    if foreign or worked_on:
        what = f"the file {foreign[0]}" if foreign else "what people did since"
        raise BackupError(
            f"The restore that was not finished left more than its backup holds: {what}. "
            "Keep what you need of it, then empty the database and the media folder."
        )


def _remove_media(begun: Note | None) -> None:
    """The files of an earlier try, which may have been of another backup."""
    for name in begun.manifest["media"] if begun else ():
        (Path(settings.MEDIA_ROOT) / name).unlink(missing_ok=True)


def _unpacked(source: Path, identity: Path | None, folder: Path) -> dict[str, Any]:
    """Everything in the backup as files of ``folder``, each compared with its digest; and the manifest."""
    archive = source
    if encryption.is_encrypted(source):
        archive = folder / "site.tar"
        encryption.decrypt(source, archive, identity=identity)
    try:
        with tarfile.open(archive) as tar:
            manifest = _read_manifest(tar)
            unpack(tar, folder)
    except (tarfile.TarError, EOFError) as error:
        raise BackupError(f"{source} is not a whole tar file: {error}") from None
    if archive != source:
        archive.unlink()
    _check_files(folder, manifest)
    return manifest


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


def _put_media(folder: Path, manifest: dict[str, Any]) -> None:
    """Move each file to its place, whole: it lies on the same disk."""
    for name in manifest["media"]:
        target = Path(settings.MEDIA_ROOT) / name
        target.parent.mkdir(parents=True, exist_ok=True)
        (folder / MEDIA / name).replace(target)


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
