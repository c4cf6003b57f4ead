"""The verb that merges two entries of one organisation: in one transaction, or nothing of it."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.permissions import refuse_while_blocked
from stakeholders import changes, permissions
from stakeholders.errors import Conflict, Invalid, NotPermitted, ReasonRequired, WrongState
from stakeholders.merging import members
from stakeholders.merging.plan import LEADS, Plan, plan_of
from stakeholders.merging.relations import Relation
from stakeholders.models import Commitment, CommitmentChange, CommitmentState, Organisation, OrganisationMerge
from stakeholders.signals import commitment_changed, organisation_changed, organisation_merged

RECORDED = (CommitmentState.PUBLISHED, CommitmentState.ARCHIVED)


@transaction.atomic
def merge(
    *,
    source: Organisation,
    target: Organisation,
    by,
    reason: str,
    seen: str | None = None,
    at: datetime.datetime | None = None,
) -> OrganisationMerge:
    """Make ``target`` of ``source``: all that hangs on it moves, and its addresses lead to the target from now on.

    ``seen`` is that of the ``Plan`` that was shown; when it is another one by now, ``Conflict`` is raised with it.
    Raises ``NotPermitted``, ``ReasonRequired``, ``Invalid`` or ``WrongState``. Side effects: a row of
    ``OrganisationMerge``; history of all that is public; ``commitment_changed``, ``organisation_changed`` and
    ``organisation_merged`` are sent.
    """
    at, reason = at or timezone.now(), reason.strip()
    source, target = lock(source, target, by=by)
    refuse(source, target)
    plan = plan_of(source, target)
    if seen is not None and seen != plan.seen:
        raise Conflict(plan)
    if not reason:
        raise ReasonRequired(_("Enter a reason. The public sees it."))
    done = OrganisationMerge.objects.create(
        source=source, target=target, reason=reason, merged_by=by, merged_at=at, moved=_kept(plan)
    )
    commitments = lock_commitments(plan.commitments)
    done.moved["memberships"] = members.apply(plan.members, target, by=by, at=at)
    for link in plan.links:
        changes.remove(link, by=by, at=at, reason=reason)
    for relation, keys in plan.moving.items():
        if relation.label != LEADS:
            move(relation, keys, target, by=by, at=at, reason=reason)
    led = set(done.moved["rows"].get(LEADS, []))
    for commitment in commitments:
        hand_to(commitment, target if commitment.pk in led else None, by=by, at=at, reason=reason)
    done.moved["changes"] = [_renamed(change, source.pk, target.pk) for change in plan.changes]
    done.save(update_fields=["moved"])
    source.archived_at, source.archived_reason, source.merged_into = at, reason, target
    finish(done, source, target, commitments, by=by, at=at, reason=reason)
    return done


def refuse(source: Organisation, target: Organisation) -> None:
    """Raise in words for two that cannot be merged."""
    if source.pk == target.pk:
        raise Invalid({"into": _("Choose another organisation. This is the same one.")})
    if source.merged_into_id is not None:
        raise WrongState(_("%(name)s has been merged already.") % {"name": source})
    if target.archived_at is not None:
        raise Invalid({"into": _("%(name)s is archived. Choose an organisation that is in use.") % {"name": target}})


def lock(source: Organisation, target: Organisation, *, by) -> tuple[Organisation, Organisation]:
    """Both as they are now, locked in the order of their keys, for a curator who may merge."""
    rows = Organisation.objects.select_for_update(no_key=True, of=("self",)).order_by("pk")
    found = {row.pk: row for row in rows.filter(pk__in={source.pk, target.pk})}
    person = changes.as_now(by)
    if not permissions.can_curate_organisations(person):
        raise NotPermitted
    refuse_while_blocked(person)
    return found[source.pk], found[target.pk]


def lock_commitments(keys: list[int]) -> list[Commitment]:
    """These commitments, locked in the order of their keys, with the organisations that lead them."""
    rows = Commitment.objects.select_for_update(no_key=True, of=("self",)).select_related("lead_organisation")
    return list(rows.filter(pk__in=keys).order_by("pk"))


def move(relation: Relation, keys: list[int], to: Organisation, *, by, at: datetime.datetime, reason: str) -> None:
    """Let these rows name ``to``; where a table keeps a history, each leaves a row of it."""
    rows = relation.model._default_manager.filter(pk__in=keys)
    if not hasattr(relation.model, "history"):
        rows.update(**{relation.field: to})
        return
    for row in rows.order_by("pk"):
        setattr(row, relation.field, to)
        if hasattr(row, "version"):
            row.version += 1
        changes.record(row, by=by, at=at, reason=reason)


def hand_to(commitment: Commitment, lead: Organisation | None, *, by, at: datetime.datetime, reason: str) -> None:
    """One row of history for what changed of a commitment: its lead, or (None) its partners alone."""
    if lead is not None:
        commitment.lead_organisation = lead
    commitment.version += 1
    changes.record(commitment, by=by, at=at, reason=reason)


def finish(
    done: OrganisationMerge,
    source: Organisation,
    target: Organisation,
    commitments: list[Commitment],
    *,
    by,
    at: datetime.datetime,
    reason: str,
) -> None:
    """Write both organisations, and tell who listens."""
    for organisation in (source, target):
        organisation.version += 1
        changes.record(organisation, by=by, at=at, reason=reason)
    for commitment in commitments:
        if commitment.state in RECORDED:
            commitment_changed.send(Commitment, commitment=commitment, at=at, by=by, reason=reason)
    for organisation in (source, target):
        organisation_changed.send(Organisation, organisation=organisation, at=at)
    told = {"merge": done, "source": source, "target": target, "rows": done.moved["rows"]}
    organisation_merged.send(OrganisationMerge, **told, by=by, at=at, reason=reason)


def _kept(plan: Plan) -> dict[str, Any]:
    """What an undo needs to know of the plan."""
    archived_at = plan.source.archived_at
    return {
        "rows": {relation.label: keys for relation, keys in plan.moving.items()},
        "links": [[link.commitment_id, link.organisation_id] for link in plan.links],
        "archived": [archived_at.isoformat() if archived_at else None, plan.source.archived_reason],
    }


def _renamed(change: CommitmentChange, source: int, target: int) -> dict[str, Any]:
    """Let a change that waits name the target in the source's place; return what it said before and says now."""
    lead = Commitment.objects.values_list("lead_organisation", flat=True).get(pk=change.commitment_id)
    before = [change.base["joint_organisations"], change.proposed["joint_organisations"]]
    after = [sorted({target if key == source else key for key in keys} - {lead}) for keys in before]
    change.base["joint_organisations"], change.proposed["joint_organisations"] = after
    change.save(update_fields=["base", "proposed"])
    return {"change": change.pk, "before": before, "after": after}
