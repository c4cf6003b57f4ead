"""Who owns which commitment in the demo, and which notifications have been read."""

from __future__ import annotations

import datetime

from demo.world import World
from notifications.models import Notification
from stakeholders import assignments
from stakeholders.models import Commitment

UNREAD = datetime.timedelta(days=150)


def share_out(world: World, *, at: datetime.datetime) -> None:
    """Of each five published commitments the reporter owns three, the focal point one, and one is nobody's."""
    for slug, organisation in world.organisations.items():
        reporter, focal_point = world.reporters[slug], world.focal_points[slug]
        owners = [reporter, reporter, focal_point, None, reporter]
        for number, commitment in enumerate(Commitment.objects.of_organisations([organisation]).order_by("pk")):
            owner = owners[number % len(owners)]
            if owner is not None:
                assignments.give(commitment=commitment, organisation=organisation, to=owner, by=owner, at=at)


def read_what_is_old(*, at: datetime.datetime) -> None:
    """Everybody has read what was older than ``UNREAD`` at the moment ``at``."""
    Notification.objects.filter(created_at__lt=at - UNREAD).update(read_at=at - UNREAD)
