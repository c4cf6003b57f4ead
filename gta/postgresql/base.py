"""The connection of ``gta.postgresql``."""

from __future__ import annotations

import select

from django.db.backends.postgresql import base
from psycopg2.extensions import TRANSACTION_STATUS_INERROR, TRANSACTION_STATUS_UNKNOWN

BROKEN = {TRANSACTION_STATUS_INERROR, TRANSACTION_STATUS_UNKNOWN}


class DatabaseWrapper(base.DatabaseWrapper):
    """As Django's, but for how it finds out that the server has ended a kept connection."""

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
