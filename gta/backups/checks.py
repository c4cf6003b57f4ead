"""The check that stops every command but ``restore`` on a site that was not restored to its end."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error

from gta.backups import unfinished


def restore_is_finished(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """An error while a restore is under way or was not finished."""
    if not unfinished.is_there():
        return []
    hint = "docs/operations.md, “Backups”, says what to do where the restore is not to be finished."
    return [Error(unfinished.SAID, hint=hint, id="backups.E001")]
