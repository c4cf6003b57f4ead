"""How many rows PostgreSQL's inverted indexes may put off taking in.

What is written waits in an unsorted list at the index's end until it is long enough to be taken in together, and each
reader passes all of that list. As PostgreSQL makes them they grow to 4 MB: after some thousand publications half of
what a filtered list asks of the database is to read through the waiting. At 64 kB a publication takes in a few more
rows now and then, and no reader notices the list.
"""

from __future__ import annotations

from typing import Any

KILOBYTES = 64
SHORT = f"WITH (gin_pending_list_limit = {KILOBYTES})"


def shorten(using: Any, like: str, kilobytes: int | None = KILOBYTES) -> int:
    """Hold the waiting lists of the inverted indexes whose names are ``like`` this to so much, None for the server's
    own limit, and take in what waits now. Returns how many indexes; 0, and nothing done, where it is not PostgreSQL.

    Raises: DatabaseError, where the indexes are somebody else's.
    """
    if using.vendor != "postgresql":
        return 0
    with using.cursor() as cursor:
        cursor.execute(
            "SELECT index.relname FROM pg_class AS index JOIN pg_am AS kind ON kind.oid = index.relam"
            " WHERE kind.amname = 'gin' AND index.relname LIKE %s AND pg_table_is_visible(index.oid)",
            [like],
        )
        names = [using.ops.quote_name(name) for (name,) in cursor.fetchall()]
        change = "RESET (gin_pending_list_limit)"
        if kilobytes is not None:
            change = f"SET (gin_pending_list_limit = {kilobytes})"
        for name in names:
            cursor.execute(f"ALTER INDEX {name} {change}")
            cursor.execute("SELECT gin_clean_pending_list(%s::regclass)", [name])
    return len(names)
