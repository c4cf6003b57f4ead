"""PostgreSQL's index over what lists of commitments are filtered by: scopes and states at once.

The rows of each are intersected before any row is read. One index over both takes the extension btree_gin, which comes
with PostgreSQL; where the site may not create it, rows are found by their scopes alone. SQLite needs neither.
"""

from __future__ import annotations

from typing import Any

from django.db import DatabaseError, connection, transaction

# New rows wait in an unsorted list until it is so many kB long (4 MB by default), and each reader passes all of it.
TABLE = "progress_commitmentstatus"
OPTIONS = "WITH (gin_pending_list_limit = 64) WHERE valid_to IS NULL AND visibility = 'public'"
BY_SCOPE = f"CREATE INDEX IF NOT EXISTS status_now_by_scope ON progress_commitmentstatus USING gin (scopes) {OPTIONS}"
DROP_BY_SCOPE = "DROP INDEX IF EXISTS status_now_by_scope"
BY_STATE = (
    "CREATE INDEX IF NOT EXISTS status_now_by_state ON progress_commitmentstatus "
    f"USING gin (scopes, implementation_status, health, evidence_strength) {OPTIONS}"
)


def make(using: Any = connection) -> bool:
    """Create the index over scopes and states, unless it is there; False where that is not allowed: there is one over
    scopes then.

    btree_gin is a trusted extension: the owner of the database may create it, with the right CREATE on the database.
    """
    if using.vendor != "postgresql":
        return False
    if not is_missing(using):
        return True
    try:
        with transaction.atomic(using=using.alias):
            _run(using, "CREATE EXTENSION IF NOT EXISTS btree_gin", BY_STATE, DROP_BY_SCOPE)
    except DatabaseError:
        _run(using, BY_SCOPE)
        return False
    return True


def _run(using: Any, *statements: str) -> None:
    with using.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def is_missing(using: Any = connection) -> bool:
    """Whether the index over scopes and states is not there, although its table is."""
    with using.cursor() as cursor:
        if TABLE not in using.introspection.table_names(cursor):
            return False
        return "status_now_by_state" not in using.introspection.get_constraints(cursor, TABLE)
