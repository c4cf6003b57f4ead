"""Where uploads and made files lie."""

from __future__ import annotations

import contextlib
from typing import Any

from django.core.files.storage import FileSystemStorage


class MediaStorage(FileSystemStorage):
    """Django's own, but a file that could not be written whole (a full disk) leaves nothing behind."""

    def _save(self, name: str, content: Any) -> str:
        # ``save`` has just made sure that nothing has this name, so what is there after an error is our own beginning.
        try:
            return super()._save(name, content)  # type: ignore[misc]  # not in the stubs
        except OSError:
            with contextlib.suppress(OSError):
                self.delete(name)
            raise
