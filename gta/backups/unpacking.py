"""Taking the files of a backup out of its tar file, and nothing else: the file may come from anywhere.

The standard library's own filters (``tarfile.data_filter``) came after Python 3.11.2, which Debian 12 ships. A backup
holds ordinary files only, so that this asks for less than they do, and the same of every Python.
"""

from __future__ import annotations

import shutil
import tarfile
from pathlib import Path, PurePosixPath

from gta.backups.errors import BackupError

FILE_MODE = 0o600


def unpack(archive: tarfile.TarFile, folder: Path) -> None:
    """Write every file of ``archive`` below ``folder``, readable by its owner alone.

    Raises BackupError, before anything is written, for a member that is no ordinary file (a link, a device), that
    would leave the folder, or that is there twice.
    """
    members = archive.getmembers()
    names = [PurePosixPath(member.name) for member in members]
    for member, name in zip(members, names, strict=True):
        if not member.isfile() or not name.parts or name.is_absolute() or ".." in name.parts:
            raise BackupError(
                f"The backup holds something that is no file of a site: {member.name!r}. Take another one."
            )
    inner = {parent for name in names for parent in name.parents}
    if len(set(names)) != len(names) or not inner.isdisjoint(names):
        raise BackupError("The backup holds a file twice. Take another one.")
    for member, name in zip(members, names, strict=True):
        _write(archive, member, folder.joinpath(*name.parts))


def _write(archive: tarfile.TarFile, member: tarfile.TarInfo, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    content = archive.extractfile(member)
    with path.open("xb") as target:
        if content:
            shutil.copyfileobj(content, target)
    path.chmod(FILE_MODE)
