"""Who reports on what: take an item, give it to a colleague, and hand over all that a person had.

Verbs are keyword-only and atomic, lock the organisation first, as those of memberships do, and ask the
permission again.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from stakeholders import changes
from stakeholders.errors import Conflict, Invalid, NotPermitted
from stakeholders.models import Assignment, Commitment, Membership, Organisation
from stakeholders.permissions import REPORTING_ROLES, can_manage_members, can_report_for
from stakeholders.signals import assignments_changed

ANYBODY = -1  # of ``seen``: whoever owned it when the page was made, the assignment counts


class Carried(NamedTuple):
    """A commitment as one of its organisations carries it: both by their keys."""

    commitment: int
    organisation: int


def owners_in(organisations: Iterable[Organisation | int]) -> dict[Carried, User]:
    """The owner of each item of these organisations that has one. Two queries: a person owns many."""
    rows = Assignment.objects.of_organisations(organisations).standing()
    owners = {Carried(*row[:2]): row[2] for row in rows.values_list("commitment_id", "organisation_id", "owner_id")}
    people = User.objects.in_bulk(set(owners.values())) if owners else {}
    return {carried: people[owner] for carried, owner in owners.items()}


def owner_of(commitment: Commitment, organisation: Organisation):
    """Who reports on the commitment for the organisation now; None for nobody."""
    return owners_in([organisation]).get(Carried(commitment.pk, organisation.pk))


def could_own(organisation: Organisation) -> list[Membership]:
    """Everybody who may be given an item of the organisation, by name."""
    members = organisation.memberships.active().filter(role__in=REPORTING_ROLES)
    return list(members.select_related("user").order_by("user__name", "pk"))


@transaction.atomic
def give(
    *,
    commitment: Commitment,
    organisation: Organisation,
    to,
    by,
    seen: int | None = ANYBODY,
    at: datetime.datetime | None = None,
) -> Assignment | None:
    """Make ``to`` the owner of the commitment in the organisation; None makes it nobody's.

    ``seen`` is the key of the owner whom the page showed (None for nobody); when another one owns it now, ``Conflict``
    is raised with that person. Raises ``NotPermitted``, or ``Invalid`` for a person who does not report for the
    organisation. Side effects: ``assignments_changed`` is sent. The same owner again writes nothing.
    """
    organisation, by = _lock_for(organisation, by)
    if not Commitment.objects.of_organisations([organisation]).filter(pk=commitment.pk).exists():
        raise NotPermitted
    current = Assignment.objects.standing().filter(commitment=commitment, organisation=organisation).first()
    owner = current.owner if current else None
    if seen != ANYBODY and seen != (owner.pk if owner else None) and owner != to:
        raise Conflict(owner)
    if owner == to:
        return current
    return _write([commitment.pk], organisation, to, by=by, at=at or timezone.now())


@transaction.atomic
def hand_over(*, organisation: Organisation, person, to, by, at: datetime.datetime | None = None) -> int:
    """Give all that ``person`` owns in the organisation to ``to`` (None: nobody); return how many items.

    Whoever manages the members may, and the person may give away what is theirs. Raises as ``give``. Side effects:
    ``assignments_changed`` is sent once.
    """
    organisation, by = _lock_for(organisation, by, manages=person.pk != by.pk)
    owned = Assignment.objects.filter(organisation=organisation, owner=person)
    keys = list(owned.order_by("commitment").values_list("commitment_id", flat=True))
    if keys and person != to:
        _write(keys, organisation, to, by=by, at=at or timezone.now())
    return len(keys)


def forget(membership: Membership) -> None:
    """Whoever leaves an organisation leaves its items to nobody; called in the transaction that ends the membership."""
    Assignment.objects.filter(organisation=membership.organisation_id, owner=membership.user_id).delete()


def _lock_for(organisation: Organisation, by, *, manages: bool = False):
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    by = changes.as_now(by)
    may = can_manage_members(by, organisation) if manages else can_report_for(by, organisation)
    if not may:
        raise NotPermitted
    return organisation, by


def _write(commitments: list[int], organisation: Organisation, to, *, by, at: datetime.datetime) -> Assignment | None:
    if to is not None and not can_report_for(to, organisation):
        message = _("%(name)s does not report for %(organisation)s. Choose one of its reporters or focal points.")
        raise Invalid({"to": message % {"name": to, "organisation": organisation}})
    Assignment.objects.filter(organisation=organisation, commitment__in=commitments).delete()
    rows = [
        Assignment(commitment_id=key, organisation=organisation, owner=to, assigned_at=at, assigned_by=by)
        for key in commitments
        if to is not None
    ]
    rows = Assignment.objects.bulk_create(rows)
    assignments_changed.send(Assignment, organisation=organisation, commitments=commitments, owner=to, by=by, at=at)
    return rows[0] if rows else None
