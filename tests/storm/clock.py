"""A clock that can be moved: the database's at once, a process's when it is born."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path


class Clock:
    """The database's clock, which can be moved, and with which each new process begins."""

    def __init__(self, *, skew: float = 2.0) -> None:
        self.shift, self.skew = timedelta(0), skew  # by how many seconds a process may be wrong

    def install(self) -> None:
        """Put a function that answers before PostgreSQL's own wherever the site asks for the time."""
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("CREATE SCHEMA clock")
            cursor.execute("CREATE TABLE clock.shift (by interval NOT NULL)")
            cursor.execute("INSERT INTO clock.shift VALUES ('0')")
            cursor.execute(
                "CREATE FUNCTION clock.statement_timestamp() RETURNS timestamptz STABLE LANGUAGE sql"
                " AS 'SELECT pg_catalog.statement_timestamp() + by FROM clock.shift'"
            )
            name = connection.ops.quote_name(connection.settings_dict["NAME"])
            cursor.execute(f"ALTER DATABASE {name} SET search_path = clock, pg_catalog, public")
        connection.close()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.shift

    def move(self, by: timedelta) -> None:
        from django.db import connection

        self.shift += by
        with connection.cursor() as cursor:
            cursor.execute("UPDATE clock.shift SET by = %s", [self.shift])

    def move_to(self, moment: datetime) -> None:
        self.move(moment - self.now())

    def here(self) -> AbstractContextManager[object]:
        """This process's own clock shows the same inside the block."""
        import time_machine

        return time_machine.travel(self.now(), tick=True)

    def process(self, work: Callable[[], None], *, log: Path | str = os.devnull) -> Callable[[], None]:
        """A process whose own clock shows what the database's does when it is born, or nearly so.

        What it says goes to ``log``.
        """

        def begin() -> None:
            import time_machine

            said = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
            os.dup2(said, 1)
            os.dup2(said, 2)
            skew = timedelta(seconds=random.uniform(-self.skew, self.skew))
            with time_machine.travel(self.now() + skew, tick=True):
                work()

        return begin
