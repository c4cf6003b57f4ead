"""Backups by the worker: whether one is due, one at a time, proved, named when whole, and old ones thrown away.

The rows are the queue: Celery only wakes. A worker that is killed leaves its row under way and a folder without a name;
both are cleared away by the next one.
"""

from __future__ import annotations

import datetime
import logging
import shutil
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from gta.backups import proving
from gta.backups.archive import BEGUN, back_up, digest_of
from gta.backups.errors import BackupError
from gta.backups.models import Backup, BackupState
from gta.backups.pruning import kept

logger = logging.getLogger(__name__)

AGAIN_AFTER = datetime.timedelta(hours=1)  # one that failed
ABANDONED = datetime.timedelta(hours=4)  # longer than the longest proof
FAILED_KEPT = datetime.timedelta(days=30)


def make_due() -> Backup | None:
    """Make a backup if backups are asked for and one is due; the row of it, whether it was made or failed."""
    _give_up_abandoned()
    if not settings.BACKUP_EVERY_HOURS or not is_due():
        return None
    row = _claim()
    if row is None:
        return None
    try:
        _make(row)
    except BackupError as error:
        _settle(row, BackupState.FAILED, problem=str(error))
        logger.error("The backup failed, and is tried again in an hour: %s", error)
    except Exception as error:
        _settle(row, BackupState.FAILED, problem=repr(error))
        raise
    else:
        _prune()
    return row


def is_due() -> bool:
    """Whether this day of UTC (or however long BACKUP_EVERY_HOURS is) has none yet, and none failed just now.

    Counted from fixed moments and not from the last one, or each would come a little later than the one before.
    """
    now, every = timezone.now(), datetime.timedelta(hours=settings.BACKUP_EVERY_HOURS)
    began = now - datetime.timedelta(seconds=now.timestamp() % every.total_seconds())
    failed = Backup.objects.filter(state=BackupState.FAILED, started_at__range=(now - AGAIN_AFTER, now))
    made = Backup.objects.done().filter(started_at__gte=began)
    return not made.exists() and not failed.exists()


def forget_work_of_another_machine() -> None:
    """After a restore: what was under way when the backup was made is under way elsewhere, if at all."""
    Backup.objects.filter(state=BackupState.WORKING).delete()


def _claim() -> Backup | None:
    """Take the one place; None when another worker has it."""
    try:
        with transaction.atomic():
            row = Backup.objects.create()
    except IntegrityError:
        return None
    if is_due():
        return row
    row.delete()  # another one has made it since we looked
    return None


def _make(row: Backup) -> None:
    """Raises BackupError, and then nothing is left in the folder."""
    folder = Path(settings.BACKUPS_FOLDER)
    _clear(folder)
    target = folder / f"tracker-{row.started_at:%Y-%m-%dT%H%M%SZ}.tar{'.age' * bool(settings.BACKUP_KEY)}"
    problems: list[str] = []

    def prove(archive: Path) -> None:
        # One that could not be proved is kept: where the proof itself is at fault it may be all that there is.
        try:
            proving.prove(archive, folder=archive.parent)
        except BackupError as error:
            problems.append(str(error))
            logger.error("The backup could not be proved: %s", error)

    manifest = back_up(target, prove=prove)
    _settle(
        row,
        BackupState.DONE,
        name=target.name,
        size=target.stat().st_size,
        sha256=digest_of(target),
        encrypted=bool(settings.BACKUP_KEY),
        proved=not problems,
        history_end=manifest["history_end"],
        problem=" ".join(problems),
    )


def _clear(folder: Path) -> None:
    """The folder is there, and holds nothing that a killed worker began: the claim says that nobody else is at it."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise BackupError(f"{folder} cannot be made: {error}. Set BACKUPS_FOLDER to one that the site owns.") from None
    for left in folder.glob(f"{BEGUN}*"):
        shutil.rmtree(left, ignore_errors=True)


def _settle(row: Backup, state: BackupState, **columns: object) -> None:
    """Write what came of it, unless it was given up meanwhile."""
    values = {"state": state, "finished_at": timezone.now(), **columns}
    for name, value in values.items():
        setattr(row, name, value)
    Backup.objects.filter(pk=row.pk, state=BackupState.WORKING).update(**values)


def _give_up_abandoned() -> None:
    """A backup whose worker died; also one that was begun in a time to come, before the clock was set back."""
    now = timezone.now()
    dead = Backup.objects.filter(state=BackupState.WORKING)
    dead = dead.exclude(started_at__range=(now - ABANDONED, now + ABANDONED))
    dead.update(state=BackupState.FAILED, finished_at=now, problem="The worker stopped in the middle of it.")


def _prune() -> None:
    """Throw away what is too old, the file first; only files that the worker itself named are looked at."""
    rows = list(Backup.objects.done())
    stay = kept((row.started_at for row in rows), settings.BACKUPS_KEEP)
    for row in rows:
        if row.started_at not in stay:
            (Path(settings.BACKUPS_FOLDER) / row.name).unlink(missing_ok=True)
            row.delete()
    Backup.objects.filter(state=BackupState.FAILED, finished_at__lt=timezone.now() - FAILED_KEPT).delete()
