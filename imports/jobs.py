"""The work that imports wait for: asking, claiming, telling how far it is, giving it up. The rows are the queue.

Celery only wakes: a message that is lost or doubled, and a worker that is killed, cost minutes and write nothing. What
is applied or undone is written in one transaction together with the state that says so, so that a row that is found
under way after its worker died is one of which nothing was written.
"""

from __future__ import annotations

import logging
from typing import Any

from celery import current_app
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from imports.bounds import ABANDONED
from imports.models import Import, ImportState, Task

logger = logging.getLogger(__name__)

TASK = "imports.tasks.work"
WAITING, WORKING, PREVIEWED = ImportState.WAITING, ImportState.WORKING, ImportState.PREVIEWED
#: Where an import goes back to when a piece of work is cancelled, fails or is given up.
BACK = {
    Task.READ: ImportState.PREPARING,
    Task.PREVIEW: ImportState.PREPARING,
    Task.APPLY: ImportState.PREVIEWED,
    Task.UNDO: ImportState.APPLIED,
}


class Ended(Exception):
    """The work was cancelled or given up meanwhile; whoever does it stops and writes nothing more."""


def wake() -> None:
    """Ask the workers to look now. A broker that is down is noted: the scheduler has them look every minute."""
    try:
        current_app.send_task(TASK, retry=False, expires=60)
    except Exception as error:
        logger.warning("Could not wake the workers, they will look for imports within a minute: %s", error)


def ask(upload: Import, task: Task, *, by: Any, **columns: Any) -> None:
    """Put a locked import on the list. Called by the verbs that have checked who may and from which state."""
    given = {
        "state": WAITING,
        "task": task,
        "asked_at": timezone.now(),
        "asked_by": by,
        "language": get_language() or "en",
        "started_at": None,
        "done": 0,
        "note": "",
    }
    _set(upload, given | columns)


def claim() -> Import | None:
    """Take the import that has waited longest; None when none waits or one is under way (they are done in turn)."""
    upload = Import.objects.filter(state=WAITING).order_by("asked_at", "pk").first()
    if upload is None:
        return None
    return upload if take(upload) else None


def take(upload: Import) -> bool:
    """Begin this one, if it still waits and no other is under way."""
    now = timezone.now()
    try:
        with transaction.atomic():
            taken = Import.objects.filter(pk=upload.pk, state=WAITING).update(state=WORKING, started_at=now)
    except IntegrityError:  # another worker does another one
        return False
    if taken:
        upload.refresh_from_db()
    return bool(taken)


def tell(upload: Import, done: int) -> None:
    """Say how many rows are done, and that somebody is at it. Raises ``Ended`` when it was taken away."""
    now = timezone.now()
    if not _mine(upload).update(done=done, started_at=now):
        raise Ended
    upload.started_at = now


def hold(upload: Import) -> Import:
    """The import, locked by whoever works on it until the transaction ends. Raises ``Ended`` when it was taken away."""
    locked = _mine(upload).select_for_update().first()
    if locked is None:
        raise Ended
    return locked


def finish(upload: Import, state: ImportState, **columns: Any) -> None:
    """The work is done; call inside the transaction that did it. Raises ``Ended`` when it was taken away."""
    _set(hold(upload), {"state": state, "task": "", "started_at": None, "note": "", **columns})


def fail(upload: Import, note: str) -> None:
    """It was not done, and nothing was written; ``note`` says why, for people."""
    _mine(upload).update(state=BACK[Task(upload.task)], task="", started_at=None, note=note)


def cancel(upload: Import) -> bool:
    """Take it off the list, or stop it before it writes anything. False when it is too late."""
    stoppable = Import.objects.filter(pk=upload.pk, task=upload.task)
    if upload.task in (Task.APPLY, Task.UNDO):
        stoppable = stoppable.filter(state=WAITING)
    else:
        stoppable = stoppable.filter(state__in=[WAITING, WORKING])
    return bool(stoppable.update(state=BACK[Task(upload.task)], task="", started_at=None, note=""))


def sweep() -> int:
    """Give up what a worker left behind that died; how many. One that still writes holds its row, and is left alone.

    What was begun in a time to come was begun before the clock was set back: nothing else could be done until then.
    """
    given_up, now = 0, timezone.now()
    dead = Import.objects.filter(state=WORKING).exclude(started_at__range=(now - ABANDONED, now + ABANDONED))
    with transaction.atomic():
        for upload in dead.select_for_update(skip_locked=True):
            note = _("The work stopped in the middle and nothing was written. Start it again.")
            given_up += _mine(upload).update(state=BACK[Task(upload.task)], task="", started_at=None, note=note)
    return given_up


def _mine(upload: Import) -> Any:
    """The row, as long as it is under way for whoever began it at that moment."""
    return Import.objects.filter(pk=upload.pk, state=WORKING, started_at=upload.started_at)


def _set(upload: Import, columns: dict[str, Any]) -> None:
    for name, value in columns.items():
        setattr(upload, name, value)
    upload.save(update_fields=list(columns))
