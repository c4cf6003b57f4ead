"""Whether this database is still where it last sent mail from.

A copy of the database (a staging site, a restored backup, a machine set back to an old snapshot) holds messages
that the original may have sent since. Before each delivery run two things are compared:

- the *home* that the switch remembers with the place we are in: the site's address, and what tells this database
  from a copy of it (PostgreSQL: the cluster's identity, its timeline and the database's number, all of which differ
  after a restore, a promotion or a return to an earlier point in time; SQLite: the file's number);
- the number of *outings* in the database with the one in a small file beside it (the witness): the file knows of
  more than the database only when the database was set back.

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


def here() -> str:
    """The digest of the place that this process would send mail from."""
    parts = [settings.SITE_URL, connection.vendor, *_database_identity()]
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()


def is_a_copy(switch: Switch, place: str) -> bool:
    """True when the database last sent mail from elsewhere, or was set back since."""
    return (switch.home not in ("", place)) or switch.outings < _read_witness(place)


def settle_in(switch: Switch, place: str) -> None:
    """Remember the place as home, so that mail can flow again once it is released."""
    outings = max(switch.outings, _read_witness(place))
    Switch.objects.filter(pk=switch.pk).update(home=place, outings=outings)


def note_outing(place: str) -> None:
    """Count one outing, first in the database and then in the witness. Call it before anything is handed over."""
    Switch.objects.filter(pk=1).update(outings=F("outings") + 1)
    _write_witness(place, Switch.objects.values_list("outings", flat=True).get(pk=1))


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


def _witness(place: str) -> Path | None:
    folder = settings.OUTBOX_WITNESS_FOLDER
    return Path(folder) / f"mail-witness-{place[:16]}" if folder else None


def _read_witness(place: str) -> int:
    path = _witness(place)
    try:
        return int(path.read_text()) if path else 0
    except (FileNotFoundError, ValueError):
        return 0


def _write_witness(place: str, outings: int) -> None:
    path = _witness(place)
    if path is None or outings <= _read_witness(place):
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_suffix(f".{os.getpid()}")
    with scratch.open("w") as handle:
        handle.write(str(outings))
        handle.flush()
        os.fsync(handle.fileno())
    scratch.replace(path)
