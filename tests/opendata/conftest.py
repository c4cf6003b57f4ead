"""The world of the public pages, on the same day; and the same with what belongs to commitments and recommendations."""

import pytest

from progress.models import Assessment, IndicatorValue, ProgressReport
from stakeholders.models import Indicator, Milestone, Response
from tests.dashboard.conftest import clock, world
from tests.dashboard.world import CANARY, World

__all__ = ["clock", "parts", "world"]

HIDDEN = ("private", "unpublished", "counted0")


@pytest.fixture
def parts(world: World) -> World:
    """Each commitment with a milestone, an indicator and an assessment, each public and hidden report with a value."""
    for name, commitment in world.commitments.items():
        word = CANARY if name in HIDDEN else name
        Milestone.objects.create(
            commitment=commitment, title=f"Step of {word}", due_on="2025-06-30", due_precision="month",
            reached_on="2025-07-10",
        )  # fmt: skip
        Indicator.objects.create(
            commitment=commitment, name=f"Count of {word}", unit="calls", baseline="0.5", target="1200"
        )
        if not commitment.assessments.exists():
            Assessment.objects.create(
                signed_name="An assessor",
                signed_function="Curator",
                commitment=commitment, assessed_completion="limited", rationale=f"Seen of {word}.",
                assessed_on="2025-09-01", assessor=world.curator, published_at="2025-09-01T12:00:00Z",
            )  # fmt: skip
    for number, report in enumerate(ProgressReport.objects.order_by("covers_until", "pk")):
        IndicatorValue.objects.create(report=report, indicator=report.commitment.indicators.get(), value=number)
    Response.objects.create(
        organisation=world.organisations[1], recommendation=world.recommendations[1], response="noted",
        stated_on="2025-03-01", note="=Noted",
    )  # fmt: skip
    return world
