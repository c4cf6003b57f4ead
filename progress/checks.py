"""What ``manage.py check --database default`` says of the roll-ups."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import DatabaseError, connections

from progress import open_index

MISSING = Warning(
    "The database has no extension btree_gin: lists under several filters take longer.",
    hint=(
        "Let a user who may create extensions run “CREATE EXTENSION btree_gin” in this database; then run"
        " “manage.py rebuild_rollups”."
    ),
    id="progress.W001",
)


@register(Tags.database)
def open_index_is_there(
    app_configs: Any = None, databases: Sequence[str] | None = None, **_: Any
) -> list[CheckMessage]:
    """Warn where the migration was not allowed to create the extension; a database yet to be migrated is not late."""
    if not databases or "default" not in databases or connections["default"].vendor != "postgresql":
        return []
    try:
        return [MISSING] if open_index.is_missing() else []
    except DatabaseError:
        return []  # an unreachable database is somebody else's message
