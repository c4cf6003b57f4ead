"""Taking back as a whole what an import wrote, in the order opposite to the writing. History is never rewritten.

What it made and nobody has touched since is retracted or archived with the reason; what it changed is set back where it
is still as the import left it. What cannot be taken back stays, and is listed with why.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.permissions import refuse_while_blocked
from imports import how_far, jobs, permissions
from imports.applying import rows_of
from imports.batches import batches
from imports.bounds import BATCH, UNDO_DAYS
from imports.kinds.taking_back import TAKING_BACK, TakingBack
from imports.models import Import, ImportRow, ImportState, Task
from progress import rollups
from stakeholders.changes import as_now
from stakeholders.errors import NotPermitted, ReasonRequired, Refused, WrongState


def can_be_undone(upload: Import) -> bool:
    """Was it applied, and not too long ago?"""
    if upload.state != ImportState.APPLIED or upload.applied_at is None:
        return False
    return (timezone.now() - upload.applied_at).days < UNDO_DAYS


@transaction.atomic
def ask(*, upload: Import, by, reason: str) -> Import:
    """Have the whole import taken back, for a public ``reason``. Raises a ``Refused``."""
    upload = Import.objects.select_for_update(of=("self",)).get(pk=upload.pk)
    _check(upload, by)
    if not can_be_undone(upload):
        raise WrongState
    if not reason.strip():
        raise ReasonRequired
    jobs.ask(upload, Task.UNDO, by=by, undo_reason=reason.strip())
    return upload


def _check(upload: Import, by) -> None:
    person = as_now(by)
    if not permissions.can_undo(person, upload):
        raise NotPermitted
    refuse_while_blocked(person)


def undo(upload: Import) -> None:
    """Take back what every row wrote, the last first; all in one transaction."""
    with transaction.atomic():
        held = jobs.hold(upload)
        _check(held, held.asked_by)
        rollups.new_public_version()
        numbers = [row.number for batch in rows_of(held) for row in batch if row.written]
        done = 0
        for what, taking_back in TAKING_BACK.items():
            undoing = Undoing(held, what, taking_back())
            for some in batches(reversed(numbers), BATCH):
                undoing.rows(some)
                done += len(some)
                how_far.tell(held, done // len(TAKING_BACK))
        jobs.finish(upload, ImportState.UNDONE, undone_at=timezone.now(), undone_by=held.asked_by)


class Undoing:
    """Things of one kind that an import wrote, on their way back."""

    def __init__(self, upload: Import, what: str, taking_back: TakingBack) -> None:
        self.upload, self.what, self.taking_back = upload, what, taking_back
        self.said = {"by": upload.asked_by, "reason": upload.undo_reason}

    def rows(self, numbers: Sequence[int]) -> None:
        """Take back what these rows wrote, the last first; what cannot be is noted on them."""
        rows = list(self.upload.rows.filter(number__in=numbers).order_by("-number"))
        wrote = [(row, one) for row in rows for one in reversed(row.written) if one["what"] == self.what]
        there = self.taking_back.load({one["pk"] for _row, one in wrote})
        going = []
        for row, one in wrote:
            thing = there[one["pk"]]
            if self.taking_back.is_gone(thing):
                continue
            if why := self.taking_back.stays(thing, one):
                _leave(row, why)
            elif self.taking_back.is_made(one):
                going.append((row, thing))
            else:
                _leave(row, self._try(partial(self.taking_back.set_back, thing, one)))
        self._take_away(going)
        ImportRow.objects.bulk_update([row for row in rows if row.left], ["left"], batch_size=100)

    def _take_away(self, going: Sequence[tuple[ImportRow, Any]]) -> None:
        """All of them at once; where that is refused, each by itself, so that what can go goes."""
        if not going:
            return
        why = self._try(partial(self.taking_back.take_away, [thing for _row, thing in going]))
        if why and len(going) > 1:
            for one in going:
                self._take_away([one])
        else:
            _leave(going[0][0], why)

    def _try(self, take_back: Callable[..., None]) -> str:
        """Why it was refused; empty where it was done."""
        try:
            with transaction.atomic():
                take_back(**self.said)
        except Refused as why:
            return str(why)
        except ValidationError as why:
            return " ".join(why.messages)
        return ""


def _leave(row: ImportRow, why: str) -> None:
    """Note on a row why something of it stays; nothing where nothing does."""
    row.left = " ".join(filter(None, [row.left, why]))


def left_rows(upload: Import):
    """The rows of which something stays."""
    return upload.rows.exclude(left="").order_by("number")
