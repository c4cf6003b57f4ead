"""The tallies counted again from the open standings, in two statements of the database, however many there are."""

from __future__ import annotations

from django.db import connection, transaction

from progress.models import Standing, Tally

KEY = ("scope", "visibility", "implementation_status", "health", "evidence_strength", "reported_on")
# One row for each key in the list of scopes: the two databases call it differently.
EXPANSION = {
    "postgresql": ("scopes.key", "jsonb_array_elements_text(standing.scopes) AS scopes(key)"),
    "sqlite": ("scopes.value", "json_each(standing.scopes) AS scopes"),
}


def _truth() -> str:
    """A query that gives every cell as it must be: the columns of KEY, and ``commitments``."""
    scope, each = EXPANSION[connection.vendor]
    return f"""
        SELECT {scope} AS scope, standing.visibility AS visibility,
               standing.implementation_status AS implementation_status, standing.health AS health,
               standing.evidence_strength AS evidence_strength,
               COALESCE(standing.reported_on, '0001-01-01') AS reported_on, COUNT(*) AS commitments
        FROM {Standing._meta.db_table} AS standing CROSS JOIN {each}
        WHERE standing.until IS NULL
        GROUP BY {scope}, standing.visibility, standing.implementation_status, standing.health,
                 standing.evidence_strength, standing.reported_on
    """  # noqa: S608  (names of the project's own tables and columns, nothing of anybody else's)


def _statements() -> tuple[str, str]:
    table, same = Tally._meta.db_table, " AND ".join(f"tally.{name} = truth.{name}" for name in KEY)
    remove = f"""
        DELETE FROM {table} WHERE id IN (
            SELECT tally.id FROM {table} AS tally LEFT JOIN ({_truth()}) AS truth ON {same}
            WHERE truth.scope IS NULL
        )
    """  # noqa: S608
    keep = f"""
        INSERT INTO {table} ({", ".join(KEY)}, commitments)
        SELECT {", ".join(f"truth.{name}" for name in KEY)}, truth.commitments
        FROM ({_truth()}) AS truth LEFT JOIN {table} AS tally ON {same}
        WHERE tally.id IS NULL OR tally.commitments <> truth.commitments
        ON CONFLICT ({", ".join(KEY)}) DO UPDATE SET commitments = excluded.commitments
    """  # noqa: S608
    return remove, keep


@transaction.atomic
def recount() -> int:
    """Bring every tally to what the open standings say; return how many cells were wrong.

    Call with the row of ``PublicVersion`` locked: a publication in between would be counted twice.
    """
    changed = 0
    with connection.cursor() as cursor:
        for statement in _statements():
            cursor.execute(statement)
            changed += cursor.rowcount
    return changed
