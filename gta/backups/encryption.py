"""Backups that only the owner of a key can read: age (https://age-encryption.org), to a public key.

The site knows the public key alone (``BACKUP_KEY``). The private one lies with the operator, on another machine.
"""

from __future__ import annotations

import os
from pathlib import Path

import pyrage

from gta.backups.errors import BackupError

BEGINS = b"age-encryption.org/"


def encrypt(source: Path, target: Path, *, key: str) -> None:
    """Write ``source`` to the new file ``target`` so that only the private half of ``key`` opens it."""
    with source.open("rb") as plain, open(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as kept:
        pyrage.encrypt_io(plain, kept, [pyrage.x25519.Recipient.from_str(key)])
        kept.flush()
        os.fsync(kept.fileno())


def is_encrypted(path: Path) -> bool:
    """By what the file begins with, whatever it is called."""
    with path.open("rb") as handle:
        return handle.read(len(BEGINS)) == BEGINS


def decrypt(source: Path, target: Path, *, identity: Path | None) -> None:
    """Write what ``source`` holds to ``target``. Raises BackupError without the right private key."""
    if identity is None:
        raise BackupError(f"{source} is encrypted. Give the file with the private key: --identity KEYFILE.")
    keys = _keys(identity)
    try:
        with source.open("rb") as kept, open(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as to:
            pyrage.decrypt_io(kept, to, keys)
    except pyrage.DecryptError as error:
        raise BackupError(f"{source} does not open with the key in {identity}: {error}.") from None
    except OSError as error:
        if error.errno is None:  # the library's word for a piece that is missing or was changed
            raise BackupError(f"{source} is damaged: it does not decrypt to its end. Take another one.") from None
        raise


def _keys(identity: Path) -> list[pyrage.x25519.Identity]:
    """The private keys of a file as age-keygen writes it."""
    try:
        lines = [line.strip() for line in identity.read_text().splitlines()]
        keys = [pyrage.x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except (OSError, UnicodeDecodeError, pyrage.IdentityError) as error:
        raise BackupError(f"The private key could not be read from {identity}: {error}.") from None
    if not keys:
        raise BackupError(f"There is no private key in {identity}.")
    return keys
