"""The end of the history, written once a day to a signed file outside of the database.

Whoever can write to the database can write a whole new chain; against an end that was noted before, that shows. The
files are small, never change, and should be copied elsewhere together with the backups.
"""

from __future__ import annotations

import datetime
import os
from pathlib import Path

from django.conf import settings
from django.core import signing

from progress.history import noted_end
from progress.models import HistoryHead

SALT = "progress.sealed_ends"


class BrokenSeal(Exception):
    """A sealed file is not as it was written; the text names it."""


def folder() -> Path:
    return Path(settings.HISTORY_SEALS_FOLDER)


def seal(*, on: datetime.date) -> Path | None:
    """Write the end of the history as of the day ``on``. None where that day has its file: ask as often as you like.

    Side effects: the folder is made where it is missing.
    """
    target = folder() / f"history-{on.isoformat()}.txt"
    if target.exists():
        return None
    head = HistoryHead.objects.get(pk=1)
    folder().mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f"{target.name}.{os.getpid()}.unfinished")
    unfinished.write_text(signing.Signer(salt=SALT).sign(f"{head.sequence}:{head.hash}") + "\n")
    unfinished.replace(target)
    return target


def ends() -> dict[int, str]:
    """The hashes by row that the sealed files hold. Raises ``BrokenSeal`` for a file that was changed."""
    found: dict[int, str] = {}
    for path in sorted(folder().glob("history-*.txt")):
        try:
            sequence, hash_ = noted_end(signing.Signer(salt=SALT).unsign(path.read_text().strip()))
        except (signing.BadSignature, UnicodeDecodeError, ValueError):
            raise BrokenSeal(f"The sealed file {path} was changed, or sealed with another SECRET_KEY.") from None
        if sequence and found.setdefault(sequence, hash_) != hash_:
            raise BrokenSeal(f"The sealed file {path} holds another hash for row {sequence} than an earlier one.")
    return found
