"""The database's own comparison of words, where its owner may have it."""

from __future__ import annotations

from typing import Any

from django.db import DatabaseError, connection, transaction

from progress import waiting_lists

INDEX = (
    "CREATE INDEX IF NOT EXISTS searchword_by_trigrams ON search_searchword"
    f" USING gin (word gin_trgm_ops) {waiting_lists.SHORT}"
)


def make(using: Any = connection) -> bool:
    """Create the extension pg_trgm and its index; False, and nothing done, where that is not allowed or not known.

    pg_trgm is a trusted extension: the owner of the database may create it, with the right CREATE on the database.
    """
    if using.vendor != "postgresql":
        return False
    try:
        with transaction.atomic(using=using.alias), using.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            cursor.execute(INDEX)
    except DatabaseError:
        return False
    return True
