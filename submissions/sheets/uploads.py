"""A sheet on its way in: read and kept, looked at, then taken up as it was seen, once."""

from __future__ import annotations

import datetime
import hashlib

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from recommendations.uploads import printable_name
from stakeholders import changes, quotas
from stakeholders.errors import NotPermitted, WrongState
from stakeholders.models import Organisation
from stakeholders.permissions import can_report_for
from stakeholders.quotas import Use
from submissions.models import SheetUpload

from .plan import Plan, carry_out
from .reading import FileRead, read

FORGOTTEN_AFTER = datetime.timedelta(days=30)


class TakenUp(WrongState):
    """The same file was taken up before."""

    message = _("This file was taken up already. Nothing was changed.")


def waiting(organisation: Organisation) -> Use:
    """How many spreadsheets of the organisation were uploaded and not taken up, of how many."""
    rows = organisation.sheets.filter(applied_at__isnull=True)
    return Use(rows.count(), quotas.most(organisation, "sheets"))


@transaction.atomic
def keep(*, data: bytes, file_name: str, organisation: Organisation, by: User) -> SheetUpload:
    """Read a file and keep what it says for its preview; one that was taken up before gives that upload.

    Raises ``Unreadable`` (nothing is kept), ``NotPermitted``, and ``WrongState`` where too many wait.
    """
    _require(organisation, by)
    organisation = quotas.hold(organisation)
    digest = hashlib.sha256(data).hexdigest()
    taken = organisation.sheets.filter(sha256=digest, applied_at__isnull=False).first()
    if taken is not None:
        return taken
    if not (use := waiting(organisation)).has_room():
        raise WrongState(quotas.no_room_for_sheets(use))
    content = read(data).as_json()
    name = printable_name(file_name, "sheet.xlsx")[:150]
    return SheetUpload.objects.create(
        organisation=organisation, file_name=name, sha256=digest, content=content, uploaded_by=by
    )


def preview(*, upload: SheetUpload, by: User, submit: bool = False) -> Plan:
    """What taking it up would do now. Nothing is written."""
    _require(upload.organisation, by)
    return carry_out(FileRead.from_json(upload.content or {}), upload.organisation, by=by, submit=submit)


def take_up(*, upload: SheetUpload, by: User, expected: str, submit: bool) -> Plan:
    """Do all that the preview with the fingerprint ``expected`` showed, or nothing: then ``is_done`` is False.

    Raises ``TakenUp``, ``NotPermitted``.
    """
    try:
        with transaction.atomic():
            _require(upload.organisation, by)
            current = SheetUpload.objects.select_for_update(of=("self",)).get(pk=upload.pk)
            if current.applied_at:
                raise TakenUp
            plan = carry_out(
                FileRead.from_json(current.content or {}),
                upload.organisation,
                by=by,
                submit=submit,
                agreed=lambda found: found.fingerprint == expected and bool(found.changed),
            )
            if plan.is_done:
                current.applied_at, current.applied_by, current.submitted = timezone.now(), by, submit
                current.changed_count, current.content = len(plan.changed), None
                current.save()
            return plan
    except IntegrityError:  # the same file, uploaded twice and taken up at the same moment
        raise TakenUp from None


def forget_old(*, on: datetime.datetime | None = None) -> int:
    """Delete what was never taken up in 30 days; gives how many."""
    old = SheetUpload.objects.filter(applied_at__isnull=True, uploaded_at__lt=(on or timezone.now()) - FORGOTTEN_AFTER)
    return old.delete()[0]


def _require(organisation: Organisation, by: User) -> None:
    if not can_report_for(changes.as_now(by), organisation):
        raise NotPermitted
