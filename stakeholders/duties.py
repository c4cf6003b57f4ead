"""Who answers for a commitment today: a role, and the person who has it."""

from __future__ import annotations

from collections.abc import Iterable

from stakeholders.models import Commitment, Membership, Role
from stakeholders.permissions import REPORTING_ROLES


def responsible_for(commitment: Commitment, members: Iterable[Membership]):
    """The person to ask about ``commitment`` among the current ``members`` of its lead; None when there is nobody.

    Whoever last wrote or made it, as long as they still report; else the focal point, the alternate, a reporter.
    """
    reporting = [member for member in members if member.role in REPORTING_ROLES]
    users = {member.user_id: member.user for member in reporting}
    for author in (commitment.edited_by_id, commitment.created_by_id):
        if author in users:
            return users[author]
    order = [Role.FOCAL_POINT, Role.ALTERNATE, Role.REPORTER]
    reporting.sort(key=lambda member: (order.index(Role(member.role)), member.started_at))
    return reporting[0].user if reporting else None
