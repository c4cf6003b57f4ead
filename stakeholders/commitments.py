"""What is done to commitments. Forms, admin, imports, commands and demo data all call these verbs.

Every verb is atomic and keyword-only. It locks the lead organisation, then the commitment; asks state and permission
again inside the transaction; writes one row of history with person and reason; and sends ``commitment_changed`` when
roll-ups or the public could see the difference. ``at`` is the moment that the act counts from (now, unless history is
being written down). ``version`` is the one that the person saw: another one raises ``Conflict``; None asks nothing.
Each returns the commitment as it then stands, and raises a ``stakeholders.errors.Refused`` when nothing was done.
"""

from __future__ import annotations

import datetime
import uuid
from dataclasses import fields, replace

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.days import site_day
from accounts.permissions import refuse_while_blocked
from stakeholders import changes, commitment_parts, permissions, quotas, rounds
from stakeholders.commitment_data import CommitmentData, data_of, date_columns, require_sound, rhythm_columns
from stakeholders.commitment_transitions import DRAFT, PUBLISHED, TRANSITIONS, Step
from stakeholders.errors import Invalid, NotPermitted, ReasonRequired, WrongState
from stakeholders.models import Commitment, Organisation
from stakeholders.signals import commitment_changed

EDITABLE = frozenset({DRAFT, PUBLISHED})
MILESTONES_REACHED = "milestones_reached"  # how ``differences`` names a day that was reached, which promises nothing
PUBLIC_STEPS = frozenset({Step.PUBLISH, Step.ARCHIVE, Step.RESTORE})


def lock(commitment: Commitment) -> Commitment:
    """The commitment as it is now, locked after its lead organisation: every writer takes the two in this order."""
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=commitment.lead_organisation_id)
    locked = Commitment.objects.select_for_update(no_key=True, of=("self",)).get(pk=commitment.pk)
    locked.lead_organisation = organisation
    return locked


def create(
    *,
    organisation: Organisation,
    by,
    data: CommitmentData,
    key: uuid.UUID | None = None,
    at: datetime.datetime | None = None,
) -> Commitment:
    """Draft a commitment that ``organisation`` leads. The same ``key`` again returns what it made the first time.

    Raises ``NotPermitted`` or ``Invalid``. Nothing shows in public, and no signal is sent, before it is published.
    """
    try:
        return _create(organisation, by, data, key, at or timezone.now())
    except IntegrityError:
        made = Commitment.objects.filter(creation_key=key, created_by=by).first() if key else None
        if made is None:
            raise Invalid({"": _("Someone else has already sent this form. Open a new one.")}) from None
        return made


@transaction.atomic
def _create(organisation: Organisation, by, data: CommitmentData, key, at: datetime.datetime) -> Commitment:
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    if not permissions.can_create_commitment(changes.as_now(by), organisation):
        raise NotPermitted
    if quotas.binds(by) and not (drafts := quotas.drafts(organisation)).has_room():
        raise Invalid({"": quotas.no_room_for_drafts(drafts)})
    require_sound(data, lead=organisation)
    commitment = Commitment(lead_organisation=organisation, created_by=by, created_at=at, edited_by=by)
    commitment.creation_key = key
    set_columns(commitment, data)
    # History begins when the links are there: one row for the whole.
    changes.insert_without_history(commitment)
    commitment_parts.write(commitment, data, by=by, at=at)
    changes.record(commitment, by=by, at=at, force_update=True)
    return commitment


@transaction.atomic
def update(
    *,
    commitment: Commitment,
    by,
    data: CommitmentData,
    version: int | None = None,
    reason: str = "",
    at: datetime.datetime | None = None,
) -> Commitment:
    """Make the commitment say ``data`` at once. What a published one promises changes with a ``reason``, in public.

    Only curators change that at once: its organisation's edits go through ``commitment_changes.edit``. Raises
    ``Conflict``, ``NotPermitted``, ``ReasonRequired`` or ``Invalid``. Nothing is written when nothing changed.
    """
    at, reason = at or timezone.now(), reason.strip()
    commitment = lock(commitment)
    person = changes.as_now(by)
    if commitment.state not in EDITABLE:
        raise WrongState
    if not permissions.can_edit_commitment(person, commitment):
        raise NotPermitted
    changes.refuse_stale(commitment, version)
    before = data_of(commitment)
    require_sound(data, lead=commitment.lead_organisation, before=before)
    changed = differences(before, data)
    if not changed:
        return commitment
    if commitment.state == PUBLISHED and changed != {MILESTONES_REACHED}:
        if not permissions.can_edit_at_once(person, commitment):
            raise NotPermitted(_("A change to this published commitment is waiting for review."))
        if not reason:
            raise ReasonRequired(_("Enter a reason. The public sees the change and this reason."))
        refuse_while_blocked(person)
    return write(commitment, data, by=by, edited_by=by, at=at, reason=reason)


def write(
    commitment: Commitment, data: CommitmentData, *, by, edited_by, at: datetime.datetime, reason: str
) -> Commitment:
    """Write sound data into a locked commitment. Called by the verbs that have checked who may.

    ``by`` is who lets it count, ``edited_by`` who wrote it.
    """
    _keep_rhythms(commitment, data, at=at)
    set_columns(commitment, data)
    commitment.edited_by = edited_by
    commitment.version += 1
    commitment_parts.write(commitment, data, by=by, at=at, reason=reason)
    changes.record(commitment, by=by, at=at, reason=reason)
    if commitment.state == PUBLISHED:
        commitment_changed.send(Commitment, commitment=commitment, at=at, by=by, reason=reason)
    return commitment


def propose(*, commitment: Commitment, by, version: int | None = None, at: datetime.datetime | None = None):
    """Put a draft before the curators. What it was sent back for before is cleared."""
    return _take(Step.PROPOSE, commitment, by, at, version)


def take_back(*, commitment: Commitment, by, at: datetime.datetime | None = None) -> Commitment:
    """Make a proposal a draft again, to change it."""
    return _take(Step.TAKE_BACK, commitment, by, at)


def send_back(*, commitment: Commitment, by, reason: str, at: datetime.datetime | None = None) -> Commitment:
    """Return a proposal to its organisation with the reason, which its people see."""
    return _take(Step.SEND_BACK, commitment, by, at, reason=reason)


def publish(*, commitment: Commitment, by, version: int | None = None, at: datetime.datetime | None = None):
    """Show a proposal to everybody (or count it, as its visibility says). Sends ``commitment_changed``."""
    return _take(Step.PUBLISH, commitment, by, at, version)


def archive(*, commitment: Commitment, by, reason: str, at: datetime.datetime | None = None) -> Commitment:
    """Give it up: its address then answers with ``reason``, which is public. Sends ``commitment_changed``."""
    return _take(Step.ARCHIVE, commitment, by, at, reason=reason)


def restore(*, commitment: Commitment, by, reason: str, at: datetime.datetime | None = None) -> Commitment:
    """Bring an archived one back to where it was: public again, or a draft. Sends ``commitment_changed``."""
    return _take(Step.RESTORE, commitment, by, at, reason=reason)


@transaction.atomic
def _take(step: Step, commitment: Commitment, by, at, version: int | None = None, reason: str = "") -> Commitment:
    """Take one step of the table: check it, write the state, its stamp and its reason, and tell who listens."""
    at, reason = at or timezone.now(), reason.strip()
    commitment = lock(commitment)
    transition = TRANSITIONS[step]
    person = changes.as_now(by)
    if not transition.may(person, commitment):
        raise NotPermitted
    if step in PUBLIC_STEPS:
        refuse_while_blocked(person)
    if commitment.state not in transition.sources:
        raise WrongState
    if transition.needs_reason and not reason:
        raise ReasonRequired
    changes.refuse_stale(commitment, version)
    commitment.state = transition.target(commitment)
    commitment.version += 1
    _stamp(step, commitment, by=by, at=at, reason=reason)
    changes.record(commitment, by=by, at=at, reason=reason)
    if step in PUBLIC_STEPS:
        commitment_changed.send(Commitment, commitment=commitment, at=at, by=by, reason=reason)
    return commitment


def _stamp(step: Step, commitment: Commitment, *, by, at: datetime.datetime, reason: str) -> None:
    if step == Step.PROPOSE:
        commitment.proposed_at, commitment.proposed_by = at, by
        commitment.returned_at, commitment.returned_by, commitment.returned_reason = None, None, ""
    elif step == Step.SEND_BACK:
        commitment.returned_at, commitment.returned_by, commitment.returned_reason = at, by, reason
    elif step == Step.PUBLISH:
        commitment.published_at, commitment.published_by = at, by
    elif step == Step.ARCHIVE:
        commitment.archived_at, commitment.archived_by, commitment.archived_reason = at, by, reason
    elif step == Step.RESTORE:
        commitment.archived_at, commitment.archived_by, commitment.archived_reason = None, None, ""


def _keep_rhythms(commitment: Commitment, data: CommitmentData, *, at: datetime.datetime) -> None:
    """Keep the rounds before a change of rhythm as they were: the new one begins on its own first day, and where
    nothing repeats any more, that is the day of the change. What was never public had no rounds.
    """
    if commitment.published_at and rhythm_columns(commitment) != rhythm_columns(data):
        begins_on = data.first_round_on or site_day(at)
        commitment.earlier_rhythms = [one.as_json() for one in rounds.ended_by(commitment, on=begins_on)]


def set_columns(commitment: Commitment, data: CommitmentData) -> None:
    columns = {
        "title": data.title.strip(),
        "description": data.description.strip(),
        "language": data.language,
        "visibility": data.visibility,
        **date_columns("start", data.start),
        **date_columns("due", data.due),
        **rhythm_columns(data),
    }
    for name, value in columns.items():
        setattr(commitment, name, value)
    try:
        commitment.clean_fields(exclude=["lead_organisation", "created_by", "edited_by"])
    except ValidationError as problem:
        raise Invalid({name: " ".join(texts) for name, texts in problem.message_dict.items()}) from None


def differences(before: CommitmentData, after: CommitmentData) -> set[str]:
    """The names of what differs; a milestone's day reached, which promises nothing new, is named apart."""
    names = [part.name for part in fields(CommitmentData)]
    changed = {name for name in names if _plain(getattr(before, name)) != _plain(getattr(after, name))}
    if "milestones" in changed and _promised(before) == _promised(after):
        changed = (changed - {"milestones"}) | {MILESTONES_REACHED}
    return changed


def _plain(value: object) -> object:
    """Text without the space around it; linked rows as a set of keys; the rest as it is."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, list | tuple):
        return {getattr(item, "pk", item) for item in value}
    return value


def _promised(data: CommitmentData) -> set:
    return {replace(milestone, reached_on=None) for milestone in data.milestones}
