"""One file that holds the whole site (database and evidence), and bringing it back on an empty machine."""

from .archive import BackupError, back_up
from .restoring import restore

__all__ = ["BackupError", "back_up", "restore"]
