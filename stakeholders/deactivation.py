"""Deactivating a person and handing over all that they do, in every organisation, in one step."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from django.db import transaction
from django.db.models import QuerySet

from accounts import people
from accounts.models import User
from stakeholders import changes, handovers, memberships
from stakeholders.errors import Conflict, NotPermitted
from stakeholders.handovers import Duties, duties_of
from stakeholders.models import Membership
from stakeholders.permissions import can_manage_members


def current(person: User) -> QuerySet[Membership]:
    """The memberships that end: of organisations in use, by name."""
    rows = Membership.objects.filter(user=person, ended_at__isnull=True, organisation__archived_at__isnull=True)
    return rows.select_related("organisation", "user").order_by("organisation__name", "pk")


def duties(person: User) -> list[Duties]:
    """What the person does in each organisation."""
    return [duties_of(membership) for membership in current(person)]


def seen(found: list[Duties]) -> str:
    """Stands for what a page showed of somebody's duties."""
    return hashlib.sha256(",".join(one.seen for one in found).encode()).hexdigest()[:32]


@transaction.atomic
def deactivate(
    *, person: User, successors: Mapping[int, Membership | None], by: User, reason: str, shown: str | None = None
) -> User:
    """Hand over what ``person`` does in each organisation, end the memberships, and close the account.

    ``successors``: who takes over, by the key of the person's membership; None leaves its items to nobody. ``shown``
    is ``seen`` of what the page showed; when it is another by now, ``Conflict`` is raised with the duties of now.
    Raises ``NotPermitted``, ``Invalid`` for a successor who cannot take over, and as ``people.close``. Side effects:
    those of a handover, of the end of a membership and of a closed account.
    """
    found = duties(person)
    if shown is not None and shown != seen(found):
        raise Conflict(found)
    for one in found:
        membership = one.membership
        if not can_manage_members(changes.as_now(by), membership.organisation):
            raise NotPermitted
        receiver = successors.get(membership.pk)
        if receiver is None:
            memberships.end(membership=membership, by=by)
        else:
            role = _takes_role(membership, receiver)
            handovers.hand_over(membership=membership, receiver=receiver, by=by, with_role=role, ends=True)
    return people.close(user=person, by=by, reason=reason)


def _takes_role(membership: Membership, receiver: Membership) -> bool:
    """The role goes along, but for a focal point who would become the alternate."""
    return not (membership.role == "alternate" and receiver.role == "focal_point")
