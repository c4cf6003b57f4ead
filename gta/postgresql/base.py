"""The connection of ``gta.postgresql``."""

from __future__ import annotations

import select
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django.db import OperationalError
from django.db.backends.postgresql import base
from psycopg2.extensions import TRANSACTION_STATUS_INERROR, TRANSACTION_STATUS_UNKNOWN

from gta.postgresql.watch import Watch, watch_of

BROKEN = {TRANSACTION_STATUS_INERROR, TRANSACTION_STATUS_UNKNOWN}


class DatabaseWrapper(base.DatabaseWrapper):
    """As Django's, but for how it finds out that the server has ended a kept connection, or that it does not answer.

    ``ANSWER_SECONDS`` among the settings says how long the server may take over one byte; 0 does not ask it.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.execute_wrappers.append(self._watched)

    def is_usable(self) -> bool:
        """Whether the connection is open, and not in the midst of a failed transaction: at its first use in a request,
        and after an error.

        Between two requests a server says nothing but that it ends the connection: whatever has come is that. A look
        at the socket takes a hundredth of the statement that Django asks for it.
        """
        connection = self.connection
        if connection is None or connection.closed or connection.info.transaction_status in BROKEN:
            return False
        look = select.poll()  # takes any number of a file, as select() does not
        look.register(connection.fileno(), select.POLLIN)
        return not look.poll(0)

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """As Django's; refused at once while the server does not answer."""
        watch = self._watch()
        if watch and not watch.answers():
            raise OperationalError("The server does not answer.")
        return super().get_new_connection(conn_params)

    def _watch(self) -> Watch | None:
        seconds = self.settings_dict.get("ANSWER_SECONDS", 0)
        if not seconds:
            return None
        return watch_of(self.settings_dict["HOST"] or "127.0.0.1", int(self.settings_dict["PORT"] or 5432), seconds)

    def _waiting(self) -> AbstractContextManager[None]:
        watch = self._watch()
        if watch is None or self.connection is None or self.connection.closed:
            return nullcontext()
        return watch.waiting(self.connection.fileno())

    def _watched(self, send: Callable[..., Any], *args: Any) -> Any:
        with self._waiting():
            return send(*args)

    def _commit(self) -> None:
        with self._waiting():
            super()._commit()  # type: ignore[misc]  # not in the stubs

    def _rollback(self) -> None:
        with self._waiting():
            super()._rollback()  # type: ignore[misc]
