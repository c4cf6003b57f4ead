"""Making, verifying and taking down snapshots."""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import refuse_while_blocked
from dashboard.outages import Outage, outage_of
from names.dates import date_in_words
from opendata import permissions
from opendata.models import Snapshot
from opendata.snapshot_archive import Member, differences, digest_and_size, write_archive
from opendata.snapshot_contents import snapshot_contents
from progress.models import PublicVersion
from progress.rollups import new_public_version

ATTEMPTS = 5


class SnapshotError(Exception):
    """A snapshot could not be made or taken down; the text says why. Nothing was changed."""


def make(*, on: datetime.date) -> Snapshot:
    """Fix the open data as it is now, as the snapshot of the day ``on``. Raises SnapshotError where there is one.

    Side effects: one file in the storage, one row, and a new public version. Memory and the database's locks do not
    grow with the data: it goes through a temporary file.
    """
    _refuse_second(on)
    try:
        return _made(on)
    except (OSError, OperationalError) as error:
        if outage_of(error) != Outage.DISK_FULL:
            raise
        raise SnapshotError(
            _("There is no room left on the disk for the snapshot. Free some space. It is tried again within an hour.")
        ) from error


def _made(on: datetime.date) -> Snapshot:
    """Nothing of it stays where this fails."""
    with tempfile.TemporaryFile() as handle:
        members = _written(handle, on)
        sha256, size = digest_and_size(handle)
        handle.seek(0)
        name = default_storage.save(f"snapshots/{on.isoformat()}/{sha256[:16]}.zip", File(handle))
    try:
        with transaction.atomic():
            made = Snapshot.objects.create(day=on, file=name, size=size, sha256=sha256, files=members)
            new_public_version()
    except IntegrityError:
        default_storage.delete(name)  # another process was first
        _refuse_second(on)
        raise
    except BaseException:
        default_storage.delete(name)
        raise
    return made


def _refuse_second(on: datetime.date) -> None:
    if Snapshot.objects.filter(day=on).exists():
        raise SnapshotError(_("There is a snapshot of %(day)s. It never changes.") % {"day": date_in_words(on)})


def _written(handle, on: datetime.date) -> list[Member]:
    """The archive in ``handle``, all of it true of one moment."""
    if connection.vendor == "postgresql":
        with one_moment():
            return write_archive(handle, snapshot_contents(on), day=on)
    # SQLite has no reading transaction that leaves writers alone, so what was written meanwhile is noticed instead.
    for _attempt in range(ATTEMPTS):
        handle.seek(0)
        handle.truncate()
        before = _version()
        members = write_archive(handle, snapshot_contents(on), day=on)
        if _version() == before:
            return members
    raise SnapshotError(_("The data changed again and again while it was copied. Try again at a quieter time."))


def _version() -> int:
    return PublicVersion.objects.values_list("number", flat=True).get(pk=1)


@contextmanager
def one_moment() -> Iterator[None]:
    """A transaction in which every query sees the same state, whatever is written meanwhile."""
    nested = connection.in_atomic_block
    with transaction.atomic():
        if not nested:
            # Django can ask for it only for all that a connection does.
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def make_monthly(*, on: datetime.date) -> Snapshot | None:
    """The first snapshot of the month of ``on``, or None where the month has one: safe to ask for on any day, again
    and again, and a month whose first days were missed still gets its own."""
    if Snapshot.objects.filter(day__year=on.year, day__month=on.month).exists():
        return None
    try:
        return make(on=on)
    except SnapshotError:
        if Snapshot.objects.filter(day=on).exists():
            return None
        raise


@transaction.atomic
def take_down(*, snapshot: Snapshot, by, reason: str, at: datetime.datetime | None = None) -> Snapshot:
    """Remove the file for good, for a reason that the public reads in its place. Raises SnapshotError.

    Side effects: the file leaves the storage once this is certain, and everything public gets a new version. Day, size
    and digests stay, so that a copy elsewhere can still be recognised.
    """
    if not permissions.may_take_down(by):
        raise SnapshotError(_("Only an administrator may take a snapshot down."))
    refuse_while_blocked(by)
    if not reason.strip():
        raise SnapshotError(_("Enter a reason. The public will see it in place of the file."))
    row = Snapshot.objects.select_for_update().get(pk=snapshot.pk)
    if row.taken_down_at:
        raise SnapshotError(_("This snapshot has been taken down already."))
    row.taken_down_at, row.taken_down_by, row.taken_down_reason = at or timezone.now(), by, reason.strip()
    row.save(update_fields=["taken_down_at", "taken_down_by", "taken_down_reason"])
    new_public_version()
    transaction.on_commit(lambda: default_storage.delete(row.file))
    return row


def problems(snapshot: Snapshot) -> list[str]:
    """What is wrong with a snapshot's file: empty where every byte is as it was. Nothing is changed."""
    if snapshot.taken_down_at:
        return ["its file is still there"] if default_storage.exists(snapshot.file) else []
    if not default_storage.exists(snapshot.file):
        return ["its file is missing"]
    with default_storage.open(snapshot.file) as handle:
        sha256, size = digest_and_size(handle)
        wrong = differences(handle, snapshot.files)
    found = [] if (sha256, size) == (snapshot.sha256, snapshot.size) else ["its file is not the one that was made"]
    return found + [f"{name} in it is not the one that was made" for name in wrong]
