"""What the partners of joint commitments report: one report each, about the last period that their lead tells of."""

from __future__ import annotations

import datetime
from typing import Any

from demo.world import World
from progress import drafts, workflow
from progress.models import ReportingPeriod
from stakeholders.models import Commitment

REVIEWED_AFTER = datetime.timedelta(days=2)


def report(
    world: World, made: Commitment, slug: str, texts: dict[str, Any], *, period: ReportingPeriod, publishes: bool, at
) -> None:
    """A report of the organisation ``slug`` on ``made``; without ``publishes`` it stays with the curators."""
    organisation, reporter = world.organisations[slug], world.reporters[slug]
    draft = drafts.open_draft(
        commitment=made,
        organisation=organisation,
        by=reporter,
        covers_until=period.ends_on,
        data={
            "implementation_status": "in_progress",
            "health": "on_track",
            "percent": 50,
            "narrative": texts["middle"],
            "barriers": texts["stuck"],
            "barrier_kinds": ["coordination"],
            "next_steps": texts["late"],
            "period": period,
        },
        at=at,
    )
    if organisation.requires_sign_off:
        draft = workflow.ask_sign_off(report=draft, by=reporter, at=at)
        draft = workflow.sign_off(report=draft, by=world.focal_points[slug], at=at)
    submitted = workflow.submit(report=draft, by=reporter, at=at)
    if publishes:
        workflow.publish(report=submitted, by=world.curators[0], at=at + REVIEWED_AFTER)
