"""Writing what was previewed: all of it in one transaction, or nothing.

The rows are planned again as they were kept, behind the locks. Where the site has changed since, so that something else
would be written than what was shown, nothing is.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Sequence

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import refuse_while_blocked
from imports import how_far, jobs, permissions
from imports.bounds import BATCH
from imports.kinds import KINDS
from imports.kinds.base import Planned, Planner, Problem, Read, Stamp
from imports.models import WRITTEN, Import, ImportRow, ImportState, Outcome, Task
from imports.previewing import Counting
from imports.settings import Settings
from progress import rollups
from stakeholders.changes import as_now
from stakeholders.errors import Invalid, NotPermitted, ReasonRequired, Refused, WrongState

logger = logging.getLogger(__name__)


class OtherEyesNeeded(NotPermitted):
    """Four eyes: whoever prepared it does not apply it."""

    message = gettext_lazy("You prepared this import, so another curator must apply it.")


class NewPreview(WrongState):
    """What was shown is not what would be done now."""

    message = gettext_lazy("This preview is no longer the newest. Look at the preview again.")


class Outdated(Refused):
    """The site has changed since the preview; ``row`` is the first for which something else would be done."""

    message = gettext_lazy("The site has changed since the preview. Nothing was written. Preview the file again.")
    of_a_row = gettext_lazy(
        "The site has changed since the preview, first in what row %(row)s is about. Nothing was written. Preview the "
        "file again to see what would happen now."
    )

    def __init__(self, row: int | None = None) -> None:
        super().__init__(self.of_a_row % {"row": row} if row else None)


class RowRefused(Refused):
    """A row could not be written, so none is."""

    message = gettext_lazy(
        "Row %(row)s: %(reason)s Nothing was written. Correct this row in the file and upload it again, or leave it "
        "out."
    )
    of_a_column = gettext_lazy(
        "Row %(row)s, column “%(column)s”: %(reason)s Nothing was written. Correct this row in the file and upload it "
        "again, or leave it out."
    )

    def __init__(self, row: int, column: str, reason: str) -> None:
        message = self.of_a_column if column else self.message
        super().__init__(message % {"row": row, "column": column, "reason": reason})


@transaction.atomic
def ask(*, upload: Import, by, fingerprint: str, reason: str, allow_losses: bool = False) -> Import:
    """Have the rows written that the preview ``fingerprint`` showed, for a public ``reason``.

    Raises ``NotPermitted`` (``OtherEyesNeeded``), ``NewPreview``, ``ReasonRequired``, and ValidationError while values
    would be emptied and nobody agreed to that (``allow_losses``).
    """
    upload = Import.objects.select_for_update(of=("self",)).get(pk=upload.pk)
    _check(upload, by)
    if upload.state != ImportState.PREVIEWED or upload.fingerprint != fingerprint:
        raise NewPreview
    if not reason.strip():
        raise ReasonRequired
    if upload.losses and not allow_losses:
        raise ValidationError(_("Values would be emptied. Confirm that, or leave those columns out."))
    if not upload.to_write:
        raise WrongState(_("There is nothing to import in this file."))
    jobs.ask(upload, Task.APPLY, by=by, reason=reason.strip())
    return upload


def _check(upload: Import, by) -> None:
    person = as_now(by)
    if not permissions.can_prepare(person):
        raise NotPermitted
    refuse_while_blocked(person)
    if not permissions.can_apply(person, upload):
        raise OtherEyesNeeded


def apply(upload: Import) -> None:
    """Write every new and changed row. Raises ``Outdated``, ``RowRefused`` or another ``Refused``; then nothing is
    written.

    Side effects: those of the verbs; no mail. The first lock is that of everything public, so that nobody
    publishes in between and waits for what this one waits for.
    """
    with transaction.atomic():
        held = jobs.hold(upload)
        _check(held, held.asked_by)
        rollups.new_public_version()
        stamp = Stamp(held.asked_by, held.prepared_by or held.uploaded_by, timezone.now(), held.reason, held.file_name)
        writing = Writing(held, stamp)
        for kept in rows_of(held):
            writing.add(kept)
            how_far.tell(held, writing.counting.rows)
        if writing.counting.fingerprint != held.fingerprint:
            raise Outdated
        jobs.finish(upload, ImportState.APPLIED, applied_at=stamp.at, applied_by=stamp.by)


class Writing:
    """One import on its way in, some rows at a time."""

    def __init__(self, upload: Import, stamp: Stamp) -> None:
        self.upload, self.stamp, self.counting = upload, stamp, Counting()
        self.settings = Settings.from_json(upload.settings)
        self.planner = self._planner()

    def _planner(self) -> Planner:
        return KINDS[self.upload.kind].planner(self.upload, self.settings)

    def add(self, kept: Sequence[ImportRow]) -> None:
        """Plan these rows again and write them. Raises ``Outdated`` or ``RowRefused`` for the first that hinders it."""
        planned = _plan_again(kept, self.planner)
        self.counting.add(planned)
        if (first := _first_other(kept, planned)) is not None:
            raise Outdated(first)
        try:
            with transaction.atomic():
                _write(kept, planned, self.planner, self.stamp)
        except Exception as error:
            self._name_the_row(kept, error)
            raise

    def _name_the_row(self, kept: Sequence[ImportRow], error: Exception) -> None:
        """Write them one by one, to find the one for which ``error`` was raised; nothing of it is kept either."""
        planner = self._planner()
        for row in kept:
            try:
                with transaction.atomic():
                    _write([row], _plan_again([row], planner), planner, self.stamp)
            except Exception as refusal:
                column, reason = self._why(refusal)
                raise RowRefused(row.number, column, reason) from error

    def _why(self, refusal: Exception) -> tuple[str, str]:
        """The column and the reason of a refusal, in words."""
        if isinstance(refusal, Invalid):
            columns = [self.settings.columns[name] for name in refusal.errors if name in self.settings.columns]
            return (columns or [""])[0], str(refusal)
        if isinstance(refusal, ValidationError):
            return "", " ".join(refusal.messages)
        if isinstance(refusal, Refused):
            return "", str(refusal)
        logger.error("A row of an import could not be written", exc_info=refusal)
        if isinstance(refusal, IntegrityError):
            return "", _("It does not go together with what is on the site now.")
        return "", _("The server could not save it. Its log says why: ask an administrator.")


def _plan_again(kept: Sequence[ImportRow], planner: Planner) -> list[Planned]:
    """The rows as they were kept, planned with what there is now; what cannot count is what it was."""
    read = [Read(row.number, row.data) for row in kept if row.outcome not in (Outcome.REJECTED, Outcome.DUPLICATE)]
    planned = {one.row.number: one for one in planner.plan(read)}
    return [planned.get(row.number) or _as_kept(row) for row in kept]


def _first_other(kept: Sequence[ImportRow], planned: Sequence[Planned]) -> int | None:
    """The number of the first row for which something else would be done than what was shown."""
    for row, one in zip(kept, planned, strict=True):
        if row.outcome != one.outcome or row.differences != json.loads(json.dumps(one.differences, default=str)):
            return row.number
    return None


def _as_kept(row: ImportRow) -> Planned:
    problems = [Problem(*problem) for problem in row.problems]
    return Planned(Read(row.number, row.data), Outcome(row.outcome), row.title, row.differences, problems)


def _write(kept: Sequence[ImportRow], planned: Sequence[Planned], planner: Planner, stamp: Stamp) -> None:
    by_number = {row.number: row for row in kept}
    writing = [one for one in planned if one.outcome in WRITTEN]
    changed = []
    for one, written in zip(writing, planner.write(writing, stamp), strict=True):
        row = by_number[one.row.number]
        row.written = written
        changed.append(row)
    ImportRow.objects.bulk_update(changed, ["written"], batch_size=100)


def rows_of(upload: Import) -> Iterator[list[ImportRow]]:
    """Every row, in the order of the file, some at a time: they may be written to meanwhile."""
    last = 0
    while batch := list(upload.rows.filter(number__gt=last).order_by("number")[:BATCH]):
        yield batch
        last = batch[-1].number
