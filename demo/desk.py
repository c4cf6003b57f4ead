"""Who owns which commitment in the demo, what organisations answer to assessments, and what has been read."""

from __future__ import annotations

import datetime

from demo.world import World
from notifications.models import Notification
from progress import assessments
from progress.models import Assessment
from stakeholders import assignments
from stakeholders.models import Commitment, CommitmentState
from stakeholders.permissions import is_focal_point

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


def answer_assessments(world: World, *, at: datetime.datetime) -> None:
    """Every third assessment has an answer of the lead organisation's focal point, where there is one."""
    text = "Thank you. The training plan of the second half-year will close the gap that you name."
    for assessment in Assessment.objects.select_related("commitment__lead_organisation").order_by("pk")[::3]:
        organisation = assessment.commitment.lead_organisation
        focal_point = world.focal_point_of(organisation)
        if is_focal_point(focal_point, organisation) and assessment.commitment.state == CommitmentState.PUBLISHED:
            answered_at = min(at, assessment.published_at + datetime.timedelta(days=9))
            assessments.answer(assessment=assessment, by=focal_point, text=text, language="en", at=answered_at)


def read_what_is_old(*, at: datetime.datetime) -> None:
    """Everybody has read what was older than ``UNREAD`` at the moment ``at``."""
    Notification.objects.filter(created_at__lt=at - UNREAD).update(read_at=at - UNREAD)
