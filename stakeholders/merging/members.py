"""What becomes of the members of an organisation that is merged into another one."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from stakeholders.models import Membership, Organisation, Role
from stakeholders.permissions import FOCAL_ROLES, REPORTING_ROLES


@dataclass(frozen=True)
class Joining:
    """One current member of the source whose row cannot simply move.

    It ends. ``other`` is the person's own row in the target; ``role`` is begun there, or is empty where ``other``
    stays as it is.
    """

    membership: Membership
    other: Membership | None
    role: str

    @property
    def role_after(self) -> str:
        """What the person is in the target afterwards, in words."""
        return str(Role(self.role).label) if self.role else self.other.get_role_display() if self.other else ""


def joining(source: Organisation, target: Organisation) -> list[Joining]:
    """The members who are in both, and those whose role the target has given to somebody. Two queries."""
    there = list(target.memberships.filter(ended_at__isnull=True).select_related("user"))
    by_user = {one.user_id: one for one in there}
    taken = {one.role for one in there if one.role in FOCAL_ROLES}
    found = []
    for one in source.memberships.filter(ended_at__isnull=True).select_related("user").order_by("user__name", "pk"):
        other = by_user.get(one.user_id)
        if other is not None:
            gains = other.role == Role.VIEWER and one.role in REPORTING_ROLES
            found.append(Joining(one, other, Role.REPORTER if gains else ""))
        elif one.role in taken:
            found.append(Joining(one, None, Role.REPORTER))
    return found


def apply(steps: list[Joining], target: Organisation, *, by, at: datetime.datetime) -> dict[str, list[int]]:
    """End and begin rows as ``steps`` say; return the keys of both, to be kept with the merge."""
    ended: list[int] = []
    began: list[int] = []
    for step in steps:
        for row in filter(None, (step.membership, step.other if step.role else None)):
            row.ended_at, row.ended_by = max(at, row.started_at), by
            row.save(update_fields=["ended_at", "ended_by"])
            ended.append(row.pk)
        if step.role:
            new = Membership.objects.create(
                organisation=target, user=step.membership.user, role=step.role, started_at=at, started_by=by
            )
            began.append(new.pk)
    return {"ended": ended, "began": began}


def take_back(kept: dict[str, list[int]], *, by, at: datetime.datetime) -> None:
    """End what a merge began, and let what it ended go on, where the person has no other role there by now."""
    for row in Membership.objects.filter(pk__in=kept["began"], ended_at__isnull=True):
        row.ended_at, row.ended_by = max(at, row.started_at), by
        row.save(update_fields=["ended_at", "ended_by"])
    for row in Membership.objects.filter(pk__in=kept["ended"]).order_by("pk"):
        now = Membership.objects.filter(organisation=row.organisation_id, ended_at__isnull=True)
        if not now.filter(user=row.user_id).exists():
            row.ended_at, row.ended_by = None, None
            row.save(update_fields=["ended_at", "ended_by"])
