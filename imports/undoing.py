"""Taking back as a whole what an import wrote, in the order opposite to the writing. History is never rewritten.

What it made and nobody has touched since is retracted or archived with the reason; what it changed is set back where it
is still as the import left it. What cannot be taken back stays, and is listed with why.
"""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.permissions import refuse_while_blocked
from imports import jobs, permissions
from imports.applying import rows_of
from imports.bounds import UNDO_DAYS
from imports.kinds.base import Written
from imports.kinds.taking_back import TAKING_BACK, Left
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
        undoing = Undoing(held)
        for take_back in TAKING_BACK:
            for number in reversed(numbers):
                undoing.row(number, take_back)
        jobs.finish(upload, ImportState.UNDONE, undone_at=timezone.now(), undone_by=held.asked_by)


class Undoing:
    """One import on its way back."""

    def __init__(self, upload: Import) -> None:
        self.upload, self.by, self.reason = upload, upload.asked_by, upload.undo_reason

    def row(self, number: int, what: str) -> None:
        """Take back what the row wrote of one kind of thing; what cannot be is noted on it."""
        row = ImportRow.objects.get(upload=self.upload, number=number)
        take_back = TAKING_BACK[what]
        left = [
            said
            for written in reversed(row.written)
            if written["what"] == what and (said := self._try(take_back, written))
        ]
        if left:
            row.left = " ".join(filter(None, [row.left, *left]))
            row.save(update_fields=["left"])

    def _try(self, take_back: Callable[..., None], written: Written) -> str:
        try:
            with transaction.atomic():
                take_back(written, by=self.by, reason=self.reason)
        except (Left, Refused) as why:
            return str(why)
        except ValidationError as why:
            return " ".join(why.messages)
        return ""


def left_rows(upload: Import):
    """The rows of which something stays."""
    return upload.rows.exclude(left="").order_by("number")
