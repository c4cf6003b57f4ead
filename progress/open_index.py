"""How PostgreSQL finds the commitments that stand so now, by everything that lists are filtered by at once.

The lists of rows of one index over scopes and states are intersected before any row is read. That one index may hold
both takes the extension btree_gin, which comes with PostgreSQL; without it, rows are found by their scopes alone.
"""

from __future__ import annotations

from typing import Any

from django.db import DatabaseError, connection, transaction

NOW = "WHERE until IS NULL AND visibility = 'public'"
BY_SCOPE = f"CREATE INDEX IF NOT EXISTS standing_now_by_scope ON progress_standing USING gin (scopes) {NOW}"
BY_STATE = (
    "CREATE INDEX IF NOT EXISTS standing_now_by_state ON progress_standing "
    f"USING gin (scopes, implementation_status, health, evidence_strength) {NOW}"
)


def make(using: Any = connection) -> bool:
    """Put the one index in the place of the other; False, and nothing done, where that is not allowed or not known.

    btree_gin is a trusted extension: the owner of the database may create it, with the right CREATE on the database.
    """
    if using.vendor != "postgresql":
        return False
    try:
        with transaction.atomic(using=using.alias), using.cursor() as cursor:
            for statement in ("CREATE EXTENSION IF NOT EXISTS btree_gin", BY_STATE):
                cursor.execute(statement)
            cursor.execute("DROP INDEX IF EXISTS standing_now_by_scope")
    except DatabaseError:
        return False
    return True


def is_there() -> bool:
    """Whether the index over scopes and states is there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_indexes WHERE indexname = 'standing_now_by_state'")
        return cursor.fetchone() is not None
