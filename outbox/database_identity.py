"""Whether this database is still the one, at the same place, that last sent mail.

A copy of the database (a staging site, a restored backup, a machine set back to an old snapshot) holds messages
that the original may have sent since. Before each delivery run two things are compared:

- the *identity* that the switch remembers with the present one: the site's address, and what tells this database
  from a copy of it (PostgreSQL: the cluster's identity, its timeline and the database's number, all of which differ
  after a restore, a promotion or a return to an earlier point in time; SQLite: the file's number);
- the number of deliveries in the database with the one in a small file beside it (the counter file): the file knows
  of more than the database only when the database was set back.

If either disagrees, mail is held and what waits is set aside until an administrator decides. What neither can see (a
byte-for-byte copy of the whole machine under the same address) needs MAIL_HELD=1 there: docs/reminders.md says so.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import F

from outbox.models import Switch


def current() -> str:
    """The present identity, as a digest: of the site's address and of the database itself."""
    parts = [settings.SITE_URL, connection.vendor, *_database_identity()]
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()


def is_copy(switch: Switch, identity: str) -> bool:
    """True when the database last sent mail from elsewhere, or was set back since."""
    return (switch.database_identity not in ("", identity)) or switch.delivery_count < _read_counter_file(identity)


def remember(switch: Switch, identity: str) -> None:
    """Remember this identity as the one that sends, so that mail can flow again once it is released."""
    delivery_count = max(switch.delivery_count, _read_counter_file(identity))
    Switch.objects.filter(pk=switch.pk).update(database_identity=identity, delivery_count=delivery_count)


def count_delivery(identity: str) -> None:
    """Count one delivery, first in the database and then in the counter file; before anything is handed over."""
    Switch.objects.filter(pk=1).update(delivery_count=F("delivery_count") + 1)
    _write_counter_file(identity, Switch.objects.values_list("delivery_count", flat=True).get(pk=1))


def _database_identity() -> list[object]:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT s.system_identifier, c.timeline_id, d.oid"
                " FROM pg_control_system() s, pg_control_checkpoint() c, pg_database d"
                " WHERE d.datname = current_database()"
            )
            return list(cursor.fetchone())
    try:
        return [Path(connection.settings_dict["NAME"]).stat().st_ino]
    except OSError:  # a database in memory
        return []


def _counter_file(identity: str) -> Path | None:
    folder = settings.OUTBOX_WITNESS_FOLDER
    return Path(folder) / f"mail-deliveries-{identity[:16]}" if folder else None


def _read_counter_file(identity: str) -> int:
    path = _counter_file(identity)
    try:
        return int(path.read_text()) if path else 0
    except (FileNotFoundError, ValueError):
        return 0


def _write_counter_file(identity: str, delivery_count: int) -> None:
    path = _counter_file(identity)
    if path is None or delivery_count <= _read_counter_file(identity):
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_suffix(f".{os.getpid()}")
    with scratch.open("w") as handle:
        handle.write(str(delivery_count))
        handle.flush()
        os.fsync(handle.fileno())
    scratch.replace(path)
