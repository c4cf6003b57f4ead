"""Changes of published commitments: what their organisation writes waits for a curator who had no hand in it.

``edit`` is what pages call. It changes at once what this person may change at once (drafts; a curator's own edits;
milestones that were reached) and lets everything else wait as a ``CommitmentChange``. Verbs are atomic and
keyword-only, lock the commitment first, and raise a ``stakeholders.errors.Refused`` when nothing was done.
"""

from __future__ import annotations

import datetime
from dataclasses import fields, replace
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.permissions import refuse_while_blocked
from names.phrases import listed_in_a_sentence
from stakeholders import changes, commitments, permissions
from stakeholders.commitment_comparison import label_of
from stakeholders.commitment_data import CommitmentData, data_of, require_sound
from stakeholders.commitment_json import from_json, to_json
from stakeholders.commitments import MILESTONES_REACHED, differences
from stakeholders.errors import Conflict, Invalid, NotPermitted, ReasonRequired, Refused, WrongState
from stakeholders.models import ChangeState, Commitment, CommitmentChange, CommitmentState
from stakeholders.signals import commitment_change_decided


class Outdated(Refused):
    """The commitment was changed meanwhile where the change would change it, too."""


def waiting_change(commitment: Commitment) -> CommitmentChange | None:
    """The change that waits for a curator, if there is one."""
    return commitment.changes.filter(state=ChangeState.WAITING).select_related("proposed_by").first()


def last_refused(commitment: Commitment) -> CommitmentChange | None:
    """The last change, if a curator refused it: its organisation reads why."""
    last = commitment.changes.order_by("-edited_at", "-pk").first()
    return last if last and last.state == ChangeState.REFUSED else None


@transaction.atomic
def edit(
    *,
    commitment: Commitment,
    by,
    data: CommitmentData,
    version: int | None = None,
    change_version: int | None = None,
    reason: str = "",
    at: datetime.datetime | None = None,
) -> CommitmentChange | None:
    """Make the commitment say ``data``, at once or when a curator approves; returns the change that then waits.

    ``change_version`` is that of the waiting change which the person saw: 0 for none, None asks nothing. Raises as
    ``commitments.update`` does.
    """
    at, reason = at or timezone.now(), reason.strip()
    commitment = commitments.lock(commitment)
    person = changes.as_now(by)
    before = data_of(commitment)
    changed = differences(before, data)
    if permissions.can_edit_at_once(person, commitment) or changed == {MILESTONES_REACHED}:
        commitments.update(commitment=commitment, by=by, data=data, version=version, reason=reason, at=at)
        return None
    if commitment.state != CommitmentState.PUBLISHED:
        raise WrongState
    if not permissions.can_propose_change(person, commitment):
        raise NotPermitted
    change = commitment.changes.select_for_update().filter(state=ChangeState.WAITING).first()
    changes.refuse_stale(commitment, version)
    if change_version is not None and change_version != (change.version if change else 0):
        raise Conflict(commitment)
    require_sound(data, lead=commitment.lead_organisation, before=before)
    if "joint_organisations" in changed and not permissions.can_change_partners(person, commitment):
        raise NotPermitted(_("Partners of a published commitment are changed by a curator."))
    return _let_wait(commitment, change, before, data, changed, by=by, at=at, reason=reason)


def _let_wait(
    commitment: Commitment,
    change: CommitmentChange | None,
    before: CommitmentData,
    data: CommitmentData,
    changed: set[str],
    *,
    by,
    at: datetime.datetime,
    reason: str,
) -> CommitmentChange | None:
    """Store the change, over the one that waits already. Without a difference nothing waits any more."""
    if not changed:
        if change:
            _decide(change, ChangeState.WITHDRAWN, by=by, at=at)
        return None
    if not reason:
        raise ReasonRequired(_("Enter a reason. The public sees the change and this reason."))
    if change is None:
        change = CommitmentChange(commitment=commitment, proposed_at=at)
    else:
        change.version += 1
    change.base, change.proposed, change.reason = to_json(before), to_json(data), reason
    change.proposed_by, change.edited_at = by, at
    change.save()
    return change


@transaction.atomic
def withdraw(
    *, change: CommitmentChange, by, version: int | None = None, at: datetime.datetime | None = None
) -> CommitmentChange:
    """Take a waiting change back: whoever may write one. What was written stays in the record."""
    change, person = _lock(change, by, version)
    if not permissions.can_propose_change(person, change.commitment):
        raise NotPermitted
    return _decide(change, ChangeState.WITHDRAWN, by=by, at=at or timezone.now())


@transaction.atomic
def refuse(
    *, change: CommitmentChange, by, reason: str, version: int | None = None, at: datetime.datetime | None = None
) -> CommitmentChange:
    """Do not publish the change; its author gets ``reason`` by mail. Sends ``commitment_change_decided``."""
    change, person = _lock(change, by, version)
    if not permissions.can_decide_change(person, change):
        raise NotPermitted
    if not reason.strip():
        raise ReasonRequired
    change.refusal = reason.strip()
    _decide(change, ChangeState.REFUSED, by=by, at=at or timezone.now())
    commitment_change_decided.send(CommitmentChange, change=change)
    return change


@transaction.atomic
def approve(
    *, change: CommitmentChange, by, version: int | None = None, at: datetime.datetime | None = None
) -> CommitmentChange:
    """Publish the change with its reason. Fields that it does not change stay as they are by now.

    Sends ``commitment_change_decided``. Raises ``Outdated`` when a field was changed meanwhile otherwise, and what
    ``require_sound`` raises.
    """
    at = at or timezone.now()
    change, person = _lock(change, by, version)
    commitment = change.commitment
    if commitment.state != CommitmentState.PUBLISHED:
        raise WrongState
    if not permissions.can_decide_change(person, change):
        raise NotPermitted
    refuse_while_blocked(person)
    before = data_of(commitment)
    data = merged(from_json(change.base), from_json(change.proposed), before)
    require_sound(data, lead=commitment.lead_organisation, before=before)
    if differences(before, data):
        try:
            commitments.write(commitment, data, by=by, edited_by=change.proposed_by, at=at, reason=change.reason)
        except Invalid as refusal:
            raise Outdated(str(refusal)) from None
    _decide(change, ChangeState.APPROVED, by=by, at=at)
    commitment_change_decided.send(CommitmentChange, change=change)
    return change


def merged(base: CommitmentData, proposed: CommitmentData, current: CommitmentData) -> CommitmentData:
    """``current`` with what the change changes. Raises ``Outdated`` naming the fields that both sides changed."""
    proposed = replace(proposed, milestones=_with_days_reached(base, proposed, current))
    wanted = differences(base, proposed)
    meanwhile = differences(base, current)
    both = (wanted & meanwhile) - {MILESTONES_REACHED}
    contradicting = both & differences(proposed, current)
    if contradicting:
        message = _("These fields have been changed in public since then: %(fields)s. Refuse the change and say so.")
        raise Outdated(message % {"fields": listed_in_a_sentence(label_of(name) for name in sorted(contradicting))})
    names = {field.name for field in fields(CommitmentData)} & wanted
    if MILESTONES_REACHED in wanted:
        names.add("milestones")
    return replace(current, **{name: getattr(proposed, name) for name in names})


def _with_days_reached(base: CommitmentData, proposed: CommitmentData, current: CommitmentData) -> list[Any]:
    """The proposed milestones with the days on which they were reached by now, where the change left those alone."""
    first = {row.id: row.reached_on for row in base.milestones if row.id}
    now = {row.id: row.reached_on for row in current.milestones if row.id}
    return [
        replace(row, reached_on=now[row.id]) if row.id in now and row.reached_on == first.get(row.id) else row
        for row in proposed.milestones
    ]


def _lock(change: CommitmentChange, by, version: int | None) -> tuple[CommitmentChange, Any]:
    """The change as it is now, locked after its commitment, and the person as the database knows them."""
    commitment = commitments.lock(change.commitment)
    change = CommitmentChange.objects.select_for_update(of=("self",)).select_related("proposed_by").get(pk=change.pk)
    change.commitment = commitment
    if change.state != ChangeState.WAITING:
        raise WrongState
    changes.refuse_stale(change, version)
    return change, changes.as_now(by)


def _decide(change: CommitmentChange, state: ChangeState, *, by, at: datetime.datetime) -> CommitmentChange:
    change.state, change.decided_by, change.decided_at = state, by, at
    change.version += 1
    change.save()
    return change
