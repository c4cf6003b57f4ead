"""How PostgreSQL packs the counts of a large scope, which every publication unpacks and packs again.

By lz4 it takes a tenth of the time that its usual way takes, for a third more room. A server built without lz4 goes on
in the usual way.
"""

from __future__ import annotations

from typing import Any

from django.db import DatabaseError, transaction


def choose(using: Any, method: str = "lz4") -> bool:
    """Pack counts by ``method`` from now on, as each row is next written; False where the server does not know it."""
    if using.vendor != "postgresql":
        return False
    try:
        with transaction.atomic(using=using.alias), using.cursor() as cursor:
            cursor.execute(f"ALTER TABLE progress_tally ALTER COLUMN cells SET COMPRESSION {method}")
    except DatabaseError:
        return False
    return True
