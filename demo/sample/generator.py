"""One commitment of a sample after the other: its rows, its reports, and how it stood in between."""

from __future__ import annotations

import datetime
import random
from typing import Any

from demo.half_years import noon
from demo.sample import plan, words
from demo.sample.cast import AskedRecommendation, Cast
from demo.sample.copying import Table
from demo.sample.reporting import Reporting
from demo.sample.statuses import Course
from demo.world import load
from hash_chain import digest
from progress import claims
from progress.models import AssessedCompletion, Assessment, CommitmentStatus, EventAction, ReportingPeriod
from progress.scopes import organisation_scopes
from recommendations.partial_dates import PartialDate
from stakeholders.models import Commitment, Indicator, JointOrganisation, Milestone

MILESTONE = {
    "en": "Mid-term review", "fr": "Bilan intermédiaire", "es": "Balance intermedio", "ar": "مراجعة منتصف المدة",
}  # fmt: skip
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)


class Generator:
    """Writes commitments with everything that belongs to them; ``flush`` what has gathered from time to time."""

    def __init__(
        self, cast: Cast, *, seed: int, on: datetime.date, periods: list[ReportingPeriod], files: list
    ) -> None:
        self.cast, self.seed, self.on = cast, seed, on
        self.commitments, self.milestones, self.indicators = Table(Commitment), Table(Milestone), Table(Indicator)
        self.links, self.joint = Table(Commitment.recommendations.through), Table(JointOrganisation)
        self.assessments, self.statuses = Table(Assessment), Table(CommitmentStatus)
        self.reporting = Reporting(on=on, periods=periods, files=files)
        self.by_reference = {one.reference: one for one in cast.recommendations}
        self.ideas: dict[str, list[dict[str, Any]]] = {}
        for idea in load("commitments"):
            self.ideas.setdefault(idea["language"], []).append(idea)

    @property
    def tables(self) -> list[Table]:
        """In the order in which their rows lean on each other."""
        first: list[Table] = [self.commitments, self.milestones, self.indicators, self.links, self.joint]
        return [*first, *self.reporting.tables, self.assessments, self.statuses]

    @property
    def waiting(self) -> int:
        """How many commitments and reports have gathered."""
        return self.commitments.waiting + self.reporting.reports.waiting

    def flush(self) -> None:
        """Write what has gathered."""
        for table in self.tables:
            table.flush()
        self.reporting.event_log.flush()

    def generate(self, number: int, reports: int) -> None:
        """Everything about commitment ``number``, which gets that many reports."""
        draw = random.Random(f"{self.seed} {number}")  # noqa: S311  (not for secrets: the same sample every time)
        slot, days = plan.slot(number), plan.days(draw, reports, on=self.on)
        lead = int(len(self.cast.organisations) * draw.random() ** 1.5)
        curator = draw.choice(self.cast.curators)
        idea = draw.choice(self.ideas[self.cast.organisations[lead].language])
        commitment = self._commitment(draw, slot, days, lead, curator, idea)
        asked, joint = self._asked(draw, idea), self._joint(draw, lead)
        self._links(commitment, asked, joint)
        milestone, indicator = self._measures(draw, commitment, idea, days)
        self._chain(commitment, asked, joint, milestone, indicator)
        if slot.state not in (plan.PUBLISHED, plan.ARCHIVED):
            return
        course = Course(commitment, self._scopes(lead, joint, asked), days.published)
        course.archived_on = self.on - DAY if slot.state == plan.ARCHIVED else None
        self.reporting.tell(
            draw, course, days, reports, idea=idea, indicator=indicator, curator=curator,
            authors=[(self.cast.organisations[place].pk, self.cast.reporters[place]) for place in [lead, *joint]],
        )  # fmt: skip
        self._assess(draw, course)
        if commitment.visibility != "private":
            for row in course.rows():
                self.statuses.add(row)

    # --- The commitment itself ----------------------------------------------------------------------

    def _commitment(self, draw, slot: plan.Slot, days: plan.Days, lead: int, curator: int, idea: dict) -> Commitment:
        start, due = PartialDate.parse(days.begun.isoformat()[:7]), self._due(draw, days)
        by, begun, published = self.cast.reporters[lead], noon(days.begun), noon(days.published)
        row = Commitment(
            title=f"{idea['title']}: {words.place(draw)}",
            description=idea["description"],
            language=idea["language"],
            lead_organisation=self.cast.organisations[lead],
            start_on=start.last_day,
            start_precision=start.precision,
            due_on=due.last_day,
            due_precision=due.precision,
            visibility=slot.visibility,
            state=slot.state,
            created_by_id=by,
            created_at=begun,
        )
        if slot.state != plan.DRAFT:
            row.proposed_at, row.proposed_by_id = begun + 5 * DAY, by
        if slot.state in (plan.PUBLISHED, plan.ARCHIVED):
            row.published_at, row.published_by_id = published, curator
        if slot.state == plan.ARCHIVED:
            row.archived_at, row.archived_by_id = noon(self.on - DAY), curator
            row.archived_reason = words.ARCHIVED
        return self.commitments.add(row)

    @staticmethod
    def _due(draw: random.Random, days: plan.Days) -> PartialDate:
        day = (days.begun + datetime.timedelta(days=draw.randint(500, 2200))).isoformat()
        return PartialDate.parse(draw.choice((day, day[:7], day[:4])))

    def _asked(self, draw: random.Random, idea: dict) -> list[AskedRecommendation]:
        fitting = [self.by_reference[key] for key in idea["recommendations"] if key in self.by_reference]
        if not fitting or draw.random() < 0.4:
            fitting = [draw.choice(self.cast.recommendations)]
        return fitting

    def _joint(self, draw: random.Random, lead: int) -> list[int]:
        if draw.random() >= 0.15:
            return []
        others = {draw.randrange(len(self.cast.organisations)) for _ in range(draw.randint(1, 2))}
        return sorted(others - {lead})

    def _links(self, commitment: Commitment, asked: list[AskedRecommendation], joint: list[int]) -> None:
        for one in asked:
            self.links.add(self.links.model(commitment_id=commitment.pk, recommendation_id=one.pk))
        for place in joint:
            self.joint.add(JointOrganisation(commitment=commitment, organisation=self.cast.organisations[place]))

    def _scopes(self, lead: int, joint: list[int], asked: list[AskedRecommendation]) -> list[str]:
        scopes = {"all"}
        for organisation in (self.cast.organisations[place] for place in [lead, *joint]):
            region = organisation.country.region if organisation.country else None
            scopes |= organisation_scopes(organisation.pk, organisation.actor_type, organisation.country_id, region)
        for one in asked:
            scopes.update(one.scopes)
        return sorted(scopes)

    def _chain(
        self,
        row: Commitment,
        asked: list[AskedRecommendation],
        joint: list[int],
        milestone: Milestone,
        indicator: Indicator | None,
    ) -> None:
        """The steps of the commitment that the public saw, with what it said then."""
        said = claims.of_commitment(
            row,
            recommendations=[one.pk for one in asked],
            partners=[self.cast.organisations[place].pk for place in joint],
            milestones=[milestone],
            indicators=[indicator] if indicator else [],
        )
        steps: list[tuple[datetime.datetime, Any, str, str, dict[str, object]]] = []
        if row.published_at:
            first = said | {"state": plan.PUBLISHED, "archived": [None, None, ""]}
            steps.append((row.published_at, row.published_by_id, plan.PUBLISHED, "", first))
        if row.archived_at:
            steps.append((row.archived_at, row.archived_by_id, plan.ARCHIVED, row.archived_reason, said))
        for at, by, state, reason, claimed in steps:
            self.reporting.event_log.add(
                at=at, action=EventAction.CHANGE, states=("", state), by_id=by, reason=reason,
                commitment_id=row.pk, content_digest=digest(claimed),
            )  # fmt: skip

    def _measures(
        self, draw, commitment: Commitment, idea: dict, days: plan.Days
    ) -> tuple[Milestone, Indicator | None]:
        half_way = days.begun + (commitment.due_on - days.begun) / 2 if commitment.due_on else days.last
        reached = half_way if half_way < self.on and draw.random() < 0.6 else None
        title = MILESTONE[commitment.language]
        milestone = Milestone(commitment=commitment, title=title, due_on=half_way, reached_on=reached)
        self.milestones.add(milestone)
        if idea["indicator"] is None or draw.random() < 0.4:
            return milestone, None
        name, unit, baseline, target = idea["indicator"]
        year = days.begun.year - 1
        indicator = Indicator(
            commitment=commitment, name=name, unit=unit, baseline=baseline, baseline_year=year, target=target
        )
        return milestone, self.indicators.add(indicator)

    def _assess(self, draw: random.Random, course: Course) -> None:
        if not course.reports or draw.random() >= 0.15:
            return
        first = course.reports[0].published_on
        course.assessed_on = first + (self.on - first) * draw.randint(1, 98) // 100
        if course.archived_on and course.assessed_on >= course.archived_on:
            course.assessed_on = first
        course.assessed_completion = draw.choice(AssessedCompletion.values)
        made = self.assessments.add(
            Assessment(
                commitment=course.commitment,
                assessed_completion=course.assessed_completion,
                rationale=words.RATIONALE,
                signed_name="An assessor (fictional)",
                signed_function="Curator",
                assessed_on=course.assessed_on,
                assessor_id=draw.choice(self.cast.curators),
                published_at=noon(course.assessed_on) + HOUR,
            )
        )
        self.reporting.event_log.add(
            at=made.published_at, action=EventAction.ASSESS, states=("", ""), by_id=made.assessor_id,
            assessment_id=made.pk, content_digest=claims.assessment_digest(made),
        )  # fmt: skip
