"""What ``manage.py check --database default`` says of the search index."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import DatabaseError, connections

from search.sql import has_trigrams

MISSING = Warning(
    "The database has no extension pg_trgm: near spellings are compared in Python, which takes longer.",
    hint=(
        "Let a user who may create extensions run “CREATE EXTENSION pg_trgm” in this database; then run"
        " “manage.py rebuild_search”. Every other search works without it."
    ),
    id="dashboard.W001",
)


@register(Tags.database)
def trigrams_are_there(app_configs: Any = None, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Warn where the migration was not allowed to create the extension."""
    if not databases or "default" not in databases or connections["default"].vendor != "postgresql":
        return []
    try:
        return [] if has_trigrams() else [MISSING]
    except DatabaseError:
        return []  # an unreachable database is somebody else's message
