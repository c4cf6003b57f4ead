"""Undoing what no curator has dealt with: deleting a draft, and taking "no significant change" back."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from progress import history, permissions, workflow
from progress.errors import NotPermitted, WrongState
from progress.models import EventAction, ProgressReport, ReviewState


class NotDiscardable(WrongState):
    """The report was submitted once; what others have seen is not deleted."""

    message = _("Only a draft that was never submitted can be deleted.")


class NotTakenBack(WrongState):
    """Only "no significant change" that no curator has settled goes back to nothing."""

    message = _("You can take back only “no significant change”, and only until a curator has decided.")


def can_be_discarded(report: ProgressReport) -> bool:
    """True for a draft that nobody outside its organisation has seen."""
    return report.review_state == ReviewState.DRAFT and report.submitted_at is None


@transaction.atomic
def discard(*, report: ProgressReport, by, at: datetime.datetime | None = None) -> None:
    """Delete a draft that never left its organisation. Side effects: its files go with it; the history keeps a row."""
    report = workflow.lock(report)
    if not permissions.can_edit(by, report):
        raise NotPermitted
    if not can_be_discarded(report):
        raise NotDiscardable
    history.append(
        report=report,
        action=EventAction.DISCARD,
        from_state=report.review_state,
        to_state="",
        by=by,
        at=at or timezone.now(),
    )
    files = [file for piece in report.evidence.with_findings() for file in piece.stored_files]
    report.delete()
    for file in files:
        delete_after_commit(file)


@transaction.atomic
def take_back(*, report: ProgressReport, by, at: datetime.datetime | None = None) -> None:
    """Undo "no significant change" before a curator has dealt with it. Side effects: the history keeps a row."""
    report = workflow.lock(report)
    if not permissions.can_edit(by, report):
        raise NotPermitted
    if not report.can_be_taken_back:
        raise NotTakenBack
    history.append(
        report=report,
        action=EventAction.TAKE_BACK,
        from_state=report.review_state,
        to_state="",
        by=by,
        at=at or timezone.now(),
    )
    report.delete()


def delete_after_commit(file: FieldFile) -> None:
    """Delete a stored file once the transaction is through: one that fails must not have lost it."""
    storage, name = file.storage, str(file.name)
    transaction.on_commit(lambda: storage.delete(name))
