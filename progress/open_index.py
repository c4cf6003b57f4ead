"""How PostgreSQL finds the commitments that stand so now, by everything that lists are filtered by at once.

The lists of rows of one index over scopes and states are intersected before any row is read. That one index may hold
both takes the extension btree_gin, which comes with PostgreSQL; without it, rows are found by their scopes alone.

It does all that the index over status and health does, which SQLite keeps. Where both are there PostgreSQL takes the
other for a status and an actor type, and reads every commitment with that status.
"""

from __future__ import annotations

from typing import Any

from django.db import DatabaseError, connection, transaction

from progress.waiting_lists import SHORT

NOW = "WHERE until IS NULL AND visibility = 'public'"
BY_SCOPE = f"CREATE INDEX IF NOT EXISTS standing_now_by_scope ON progress_standing USING gin (scopes) {SHORT} {NOW}"
BY_STATE = (
    "CREATE INDEX IF NOT EXISTS standing_now_by_state ON progress_standing "
    f"USING gin (scopes, implementation_status, health, evidence_strength) {SHORT} {NOW}"
)

BY_STATUS = (  # as the model describes it
    "CREATE INDEX IF NOT EXISTS standing_now_by_status ON progress_standing (implementation_status, health) "
    "WHERE until IS NULL"
)


def make(using: Any = connection) -> bool:
    """Put the one index in the place of the others; False, and nothing done, where that is not allowed or not known.

    btree_gin is a trusted extension: the owner of the database may create it, with the right CREATE on the database.
    """
    if using.vendor != "postgresql":
        return False
    try:
        with transaction.atomic(using=using.alias), using.cursor() as cursor:
            for statement in ("CREATE EXTENSION IF NOT EXISTS btree_gin", BY_STATE):
                cursor.execute(statement)
            cursor.execute("DROP INDEX IF EXISTS standing_now_by_scope, standing_now_by_status")
    except DatabaseError:
        return False
    return True


def unmake(using: Any) -> None:
    """The index over status and health again, beside the one over everything."""
    if using.vendor == "postgresql":
        using.cursor().execute(BY_STATUS)


def is_missing() -> bool:
    """Whether the index over scopes and states is not there, although its table is."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT to_regclass('progress_standing') IS NOT NULL AND to_regclass('standing_now_by_state') IS NULL"
        )
        return cursor.fetchone()[0]
