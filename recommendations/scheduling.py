"""Changes that happen at a later moment: scheduling, cancelling, and doing them when their time has come.

The rows are the queue. When its time comes a change goes through the same verb as if its curator pressed the button
then: permission and version are asked again. If the ground has moved it does not happen, and its curator is told.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from . import catalogue
from .catalogue import ChangedMeanwhileError, as_seen, authorise
from .models import (
    Edition,
    EditionState,
    Recommendation,
    ResponseArea,
    ScheduledChange,
    ScheduledState,
    WhyNotDone,
)
from .signals import scheduled_change_settled

#: Nobody knows today what should be said in two years.
FURTHEST = datetime.timedelta(days=366)


def schedule_change(
    *,
    recommendation: Recommendation,
    values: dict[str, Any],
    addressees: Iterable[str],
    due_at: datetime.datetime,
    seen: int,
    reason: str,
    by: Any,
) -> ScheduledChange:
    """Have a recommendation changed at ``due_at``. What cannot be saved today is refused today.

    Raises ChangedMeanwhileError, ValidationError by field, PermissionDenied.
    """
    authorise(by)
    kept = _as_json(values, addressees)
    with transaction.atomic():
        _rehearse(recommendation, values, list(addressees), seen=seen, reason=reason, by=by)
        as_seen(recommendation, seen)
        row = ScheduledChange(recommendation=recommendation, values=kept)
        return _keep(row, due_at=due_at, seen=seen, reason=reason, by=by)


def schedule_publication(
    *, edition: Edition, due_at: datetime.datetime, seen: int, reason: str, by: Any
) -> ScheduledChange:
    """Have an edition published at ``due_at``. Raises as ``schedule_change`` does."""
    authorise(by)
    with transaction.atomic():
        current = as_seen(edition, seen)
        if current.state not in catalogue.EDITION_MOVES[EditionState.PUBLISHED]:
            raise ValidationError(_("This step does not lead on from the state that the edition is in."))
        return _keep(ScheduledChange(edition=current), due_at=due_at, seen=seen, reason=reason, by=by)


def cancel(*, scheduled: ScheduledChange, by: Any) -> ScheduledChange:
    """Take a scheduled change back before its time. Raises ValidationError when it is settled already."""
    authorise(by)
    with transaction.atomic():
        current = ScheduledChange.objects.select_for_update().get(pk=scheduled.pk)
        if current.state != ScheduledState.WAITING:
            raise ValidationError(_("This is no longer waiting. Someone cancelled it, or its time has come."))
        return _settle(current, ScheduledState.CANCELLED, by=by)


def run_due(*, at: datetime.datetime | None = None) -> int:
    """Do everything whose time has come, each in a transaction of its own; return how many were settled."""
    at = at or timezone.now()
    return sum(_run(key) for key in list(ScheduledChange.objects.due(at).values_list("pk", flat=True)))


@transaction.atomic
def _run(key: int) -> bool:
    waiting = ScheduledChange.objects.waiting().select_related("recommendation__edition", "edition", "made_by")
    row = waiting.select_for_update(of=("self",)).filter(pk=key).first()
    if row is None:  # cancelled, or done by another worker, in this very moment
        return False
    why_not = _try(row)
    _settle(row, ScheduledState.NOT_DONE if why_not else ScheduledState.DONE, why_not=why_not)
    scheduled_change_settled.send(ScheduledChange, scheduled=row)
    return True


def _try(row: ScheduledChange) -> str:
    """Call the verb; the reason when it refused, and then nothing of it was written."""
    try:
        with transaction.atomic():
            _do(row)
    except ChangedMeanwhileError:
        return WhyNotDone.CHANGED
    except PermissionDenied:
        return WhyNotDone.NOT_PERMITTED
    except (ValidationError, IntegrityError, ResponseArea.DoesNotExist):
        return WhyNotDone.REFUSED
    return ""


def _do(row: ScheduledChange) -> None:
    subject = row.subject
    given: dict[str, Any] = {"seen": row.seen, "reason": row.reason, "by": row.made_by}
    if isinstance(subject, Edition):
        catalogue.move_edition(edition=subject, to=EditionState.PUBLISHED, **given)
    else:
        values, addressees = values_of(row)
        catalogue.change(instance=subject, values=values, addressees=addressees, **given)


def values_of(row: ScheduledChange) -> tuple[dict[str, Any], list[str]]:
    """The fields that a scheduled change sets, and whom the recommendation then addresses."""
    values = {name: value for name, value in row.values.items() if name != "addressees"}
    values["area"] = ResponseArea.objects.get(pk=values["area"]) if values.get("area") else None
    return values, row.values["addressees"]


def _as_json(values: dict[str, Any], addressees: Iterable[str]) -> dict[str, Any]:
    area = values.get("area")
    return {**values, "area": area.pk if area else None, "addressees": sorted(addressees)}


def _rehearse(instance: Recommendation, values: dict[str, Any], addressees: list[str], **given: Any) -> None:
    """Do it, and undo it: what the verb would refuse today is refused before it is kept."""
    with transaction.atomic():
        if not catalogue.change(instance=instance, values=values, addressees=addressees, **given):
            raise ValidationError(_("You made no changes, so there is nothing to schedule."))
        transaction.set_rollback(True)


def _keep(row: ScheduledChange, *, due_at: datetime.datetime, seen: int, reason: str, by: Any) -> ScheduledChange:
    now = timezone.now()
    if not now < due_at <= now + FURTHEST:
        raise ValidationError({"due_at": _("Enter a moment that is still to come, within a year from now.")})
    if not reason.strip():
        raise ValidationError({"reason": _("Enter a reason. It is public.")})
    one = {"recommendation": row.recommendation} if row.recommendation else {"edition": row.edition}
    if ScheduledChange.objects.waiting().filter(**one).exists():
        raise ValidationError(_("A change of this is scheduled already. Cancel that one first."))
    row.due_at, row.seen, row.reason, row.made_by, row.made_at = due_at, seen, reason.strip(), by, now
    row.save()
    return row


def _settle(row: ScheduledChange, state: str, *, by: Any = None, why_not: str = "") -> ScheduledChange:
    row.state, row.why_not, row.settled_by, row.settled_at = state, why_not, by, timezone.now()
    row.save(update_fields=["state", "why_not", "settled_by", "settled_at"])
    return row
