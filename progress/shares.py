"""What is due from whom in an organisation, and what nobody has: its list of work, by owner.

The same list as "My reporting" (``progress.worklist``), read once for the organisation.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from accounts.models import User
from progress import worklist
from progress.worklist import Item
from stakeholders.models import Membership, Organisation, Role


@dataclass
class Share:
    """What waits for one person; ``owner`` is None for what nobody has."""

    owner: User | None
    on: datetime.date
    items: list[Item] = field(default_factory=list)

    @property
    def overdue(self) -> int:
        return sum(item.is_overdue(self.on) for item in self.items)

    @property
    def next_due(self) -> datetime.date | None:
        """The first day from today on; None when all is overdue or without a day."""
        return min((item.due_on for item in self.items if item.due_on and item.due_on >= self.on), default=None)

    @property
    def commitments(self) -> list[Item]:
        """One item for each commitment, the one due first."""
        found: dict[int, Item] = {}
        for item in sorted(self.items, key=lambda item: item.due_on or datetime.date.max):
            found.setdefault(item.commitment.pk, item)
        return list(found.values())


@dataclass
class Board:
    """The shares of an organisation's people, most overdue first, and what nobody has."""

    shares: list[Share]
    nobodys: Share


def of(organisation: Organisation, members: list[Membership], *, on: datetime.date) -> Board:
    """What waits on the day ``on``, by owner. What waits for a sign-off is the focal point's, or else the alternate's.

    ``members`` are the current ones. A handful of queries, however many commitments.
    """
    signers = {member.role: member.user for member in members}
    signer = signers.get(Role.FOCAL_POINT) or signers.get(Role.ALTERNATE)
    work = worklist.for_organisations([organisation], on=on, signing={organisation.pk})
    nobodys = Share(None, on)
    shares: dict[int, Share] = {}
    for item in work.waiting:
        owner = signer if item in work.to_sign_off else item.owner
        share = nobodys if owner is None else shares.setdefault(owner.pk, Share(owner, on))
        share.items.append(item)
    ordered = sorted(shares.values(), key=lambda share: (-share.overdue, -len(share.items), str(share.owner)))
    return Board(ordered, nobodys)
