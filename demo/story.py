"""What happened to each commitment over three years: a plan of dated steps, carried out in the order of their days.

Every step goes through the same verbs as a person's click, with ``at`` in the past. The plan is the same for the
same day: it draws from a seeded source.
"""

from __future__ import annotations

import datetime
import heapq
import itertools
import random
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts.days import site_day
from demo import documents, partners
from demo.half_years import make_periods, noon
from demo.outcomes import OUTCOMES
from demo.world import World, load
from progress import assessments, drafts, evidence, workflow
from progress.errors import Refused
from progress.models import (
    AssessedCompletion,
    EvidenceAudience,
    ProgressReport,
    ReportingPeriod,
    ReviewState,
)
from recommendations.models import Recommendation
from recommendations.partial_dates import PartialDate
from stakeholders import commitments, responses
from stakeholders.commitment_data import CommitmentData, IndicatorData, MilestoneData
from stakeholders.models import Commitment, Organisation, Repeats, ResponseKind

Step = Callable[[datetime.datetime], object]

# A regular commitment: how many days after each half-year its report came; None where none came.
ROUNDS_TOLD = (18, 25, 70, None, 12, 26)
PHASES = ("start", "middle", "late", "done")
HELP = ("funding", "staff", "legal", "coordination", "political")
BARRIERS = (["funding"], ["staff", "data"], ["law"], ["coordination"], ["funding", "technology"], ["support"])


class Timeline:
    """Steps by their moment; a step may plan further ones."""

    def __init__(self) -> None:
        self._steps: list[tuple[datetime.datetime, int, Step]] = []
        self._order = itertools.count()

    def add(self, at: datetime.datetime, step: Step) -> None:
        heapq.heappush(self._steps, (at, next(self._order), step))

    def run(self, *, until: datetime.datetime) -> None:
        """Carry out everything up to ``until``, in order."""
        while self._steps and self._steps[0][0] <= until:
            at, _order, step = heapq.heappop(self._steps)
            step(at)


class Story:
    """The plan of everything that happens, drawn from one seed."""

    def __init__(self, world: World, *, on: datetime.date, seed: int = 2021) -> None:
        self.world, self.on = world, on
        self.random = random.Random(seed)  # noqa: S311  (not for secrets: the same demo every time)
        self.timeline = Timeline()
        self.narratives = load("narratives", world.folder)
        self.periods = make_periods(on=on)
        self.recommendations = {one.reference: one for one in Recommendation.objects.all()}
        self.documents = itertools.count(1)

    # --- Commitments --------------------------------------------------------------------------------

    def tell(self) -> None:
        """Plan and carry out the whole story up to now."""
        for number, row in enumerate(load("commitments", self.world.folder)):
            self._plan_commitment(number, row)
        self._plan_responses()
        self.timeline.run(until=timezone.now())

    def _days(self, low: int, high: int) -> datetime.timedelta:
        return datetime.timedelta(days=self.random.randint(low, high))

    def _due(self, number: int, begun: datetime.date) -> PartialDate:
        months = [46, 30, 54, 40, 20, 66][number % 6] + self.random.randint(0, 5)
        month_index = begun.year * 12 + begun.month - 1 + months
        year, month = divmod(month_index, 12)
        return PartialDate.parse([f"{year}", f"{year}-{month + 1:02}", f"{year}-{month + 1:02}-15"][number % 3])

    def _plan_commitment(self, number: int, row: dict[str, Any]) -> None:
        begun = self.periods[0].starts_on + self._days(0, 240)
        repeats = row.get("repeats", Repeats.ONCE)
        first = self.periods[0].starts_on if repeats != Repeats.ONCE else None
        begun = first or begun
        visibility = "aggregate" if number % 9 == 8 else "private" if number == 33 else "public"
        indicator = row["indicator"]
        due = self._due(number, begun)
        data = CommitmentData(
            title=row["title"],
            description=row["description"],
            language=row["language"],
            recommendations=[self.recommendations[reference] for reference in row["recommendations"]],
            joint_organisations=[self.world.organisations[slug] for slug in row["joint"]],
            start=PartialDate.parse(begun.isoformat()[:7]),
            due=None if first else due,
            repeats=repeats,
            first_round_on=first,
            visibility=visibility,
            indicators=self._indicators(indicator, begun),
            milestones=[] if first else [MilestoneData(title=self._milestone(row["language"]), due=due)],
        )
        self.timeline.add(noon(begun), lambda at: self._begin(number, row, data, at))

    def _indicators(self, indicator: list | None, begun: datetime.date) -> list[IndicatorData]:
        if indicator is None:
            return []
        name, unit, baseline, target = indicator
        return [
            IndicatorData(
                name=name, unit=unit, baseline=Decimal(baseline), baseline_year=begun.year - 1, target=Decimal(target)
            )
        ]

    @staticmethod
    def _milestone(language: str) -> str:
        return {"fr": "Bilan intermédiaire", "es": "Balance intermedio", "ar": "مراجعة منتصف المدة"}.get(
            language, "Mid-term review"
        )

    def _begin(self, number: int, row: dict[str, Any], data: CommitmentData, at: datetime.datetime) -> None:
        slug = row["organisation"]
        by = self.world.reporters[slug]
        made = commitments.create(organisation=self.world.organisations[slug], by=by, data=data, at=at)
        if number == 58:
            return  # stays a draft
        made = commitments.propose(commitment=made, by=by, at=at + self._days(1, 6))
        if number in (47, 56):
            return  # waits for the curator
        self.timeline.add(at + self._days(7, 20), lambda when: self._publish(number, row, made, when))

    def _publish(self, number: int, row: dict[str, Any], made: Commitment, at: datetime.datetime) -> None:
        made = commitments.publish(commitment=made, by=self._curator(), at=at)
        if made.is_regular:
            self._plan_rounds(number, row, made)
            return
        outcome = OUTCOMES[number % len(OUTCOMES)]
        if row["organisation"] in self.world.own.values() and outcome["silent_for"] > 3:
            outcome = OUTCOMES[1]
        periods = [period for period in self.periods if period.ends_on > site_day(at)]
        told = periods[: len(periods) - outcome["silent_for"]] if outcome["ends"] else []
        for place, period in enumerate(told):
            self._plan_report(number, row, made, outcome, period, place, len(told))
        for slug in row["joint"] if told else ():
            self._plan_partner(number, row, made, slug, told[-1])
        if number % 5 == 0 and outcome["ends"] in ("completed", "in_progress"):
            self.timeline.add(noon(self.on - self._days(20, 200)), lambda when: self._assess(number, made, when))
        if number == 49:
            reason = "The organisation has joined another commitment on the same matter."
            when = noon(self.on - datetime.timedelta(days=70))
            self.timeline.add(when, lambda at: self._archive(made, reason, at))

    def _plan_partner(self, number: int, row: dict[str, Any], made: Commitment, slug: str, period) -> None:
        texts = self.narratives[row["language"]]
        texts = texts.get(row["kind"], texts) if row["language"] == "en" else texts
        when = noon(min(period.ends_on + datetime.timedelta(days=6), self.on - datetime.timedelta(days=5)))
        self.timeline.add(
            when,
            lambda at: partners.report(self.world, made, slug, texts, period=period, publishes=number % 2 == 1, at=at),
        )

    def _plan_rounds(self, number: int, row: dict[str, Any], made: Commitment) -> None:
        """Reports on the rounds of a regular commitment, which are the half-years here: in time, late, or none."""
        for place, (period, days) in enumerate(zip(self.periods, ROUNDS_TOLD, strict=True)):
            if days is None:
                continue
            day = min(period.ends_on + datetime.timedelta(days=days), self.on - datetime.timedelta(days=3))
            values = self._values(row, OUTCOMES[1], place / len(self.periods), False, period)
            values |= {"period": None, "round_ends_on": period.ends_on}
            self.timeline.add(noon(day), self._told_round(number, row, made, values))

    def _told_round(self, number: int, row: dict[str, Any], made: Commitment, values: dict[str, Any]) -> Step:
        return lambda at: self._report(number, row, made, values, "publish", False, at)

    def _archive(self, made: Commitment, reason: str, at: datetime.datetime) -> None:
        commitments.archive(commitment=Commitment.objects.get(pk=made.pk), by=self._curator(), reason=reason, at=at)

    def _curator(self):
        return self.random.choice(self.world.curators)

    # --- Reports ------------------------------------------------------------------------------------

    def _plan_report(self, number, row, made, outcome, period, place: int, places: int) -> None:
        is_last = place == places - 1
        is_latest_period = period == self.periods[-1]
        day = period.ends_on + self._days(8, 42)
        written = noon(min(day, self.on - datetime.timedelta(days=3)))
        progress = 1.0 if places == 1 else place / (places - 1)
        values = self._values(row, outcome, progress, is_last, period)
        fate = self._fate(number, is_last and is_latest_period)
        confirms = place > 0 and not is_last and number % 4 == 1 and place % 2 == 1
        self.timeline.add(written, lambda at: self._report(number, row, made, values, fate, confirms, at))

    def _fate(self, number: int, is_newest: bool) -> str:
        """What becomes of a commitment's newest report; all before it were published."""
        if not is_newest:
            return "publish"
        fates = {
            0: "returned",
            1: "none",
            2: "draft",
            4: "sign_off",
            10: "retract",
            28: "retract",
            36: "draft",
            41: "none",
            42: "draft",
        }
        if number in fates:
            return fates[number]
        return {7: "submit", 8: "returned", 11: "submit"}.get(number % 12, "publish")

    def _values(self, row, outcome, progress: float, is_last: bool, period: ReportingPeriod) -> dict[str, Any]:
        status = outcome["ends"] if is_last or outcome["ends"] == "not_started" else "in_progress"
        healths = outcome["health"]
        health = healths[min(int(progress * len(healths)), len(healths) - 1)]
        phase = "done" if status == "completed" else PHASES[min(int(progress * 3), 2)]
        if health in ("off_track", "blocked") or status in ("not_started", "withdrawn"):
            phase = "stuck"
        told = self.narratives[row["language"]]
        texts = told.get(row["kind"], told) if row["language"] == "en" else told
        percent = {"completed": 100, "not_started": 0}.get(status, 10 + int(progress * 75))
        return {
            "implementation_status": status,
            "health": health,
            "help_kind": self.random.choice(HELP) if health == "blocked" else "",
            "percent": percent,
            "narrative": texts[phase],
            "barrier_kinds": BARRIERS[percent % len(BARRIERS)] if health != "on_track" else [],
            "barriers": texts["stuck"] if health != "on_track" else "",
            "next_steps": texts["late"] if phase in ("start", "middle") else "",
            "language": row["language"],
            "period": period,
            "covers_until": period.ends_on,
        }

    def _report(self, number, row, made, values, fate: str, confirms: bool, at: datetime.datetime) -> None:
        if fate == "none":
            return
        slug = row["organisation"]
        organisation, reporter = self.world.organisations[slug], self.world.reporters[slug]
        if confirms and self._confirm(made, organisation, reporter, at):
            return
        report = drafts.open_draft(
            commitment=made,
            organisation=organisation,
            by=reporter,
            covers_until=values["covers_until"],
            data=values,
            at=at,
        )
        self._number(report, values, reporter, at)
        self._evidence(number, report, reporter, at)
        if fate == "draft":
            return
        if organisation.requires_sign_off:
            report = workflow.ask_sign_off(report=report, by=reporter, at=at)
            if fate == "sign_off":
                return
            report = workflow.sign_off(report=report, by=self.world.focal_points[slug], at=at)
        report = workflow.submit(report=report, by=reporter, at=at + datetime.timedelta(hours=2))
        self.timeline.add(at + self._days(1, 3), lambda when: self._review(number, report, fate, reporter, when))

    def _confirm(self, made: Commitment, organisation: Organisation, reporter, at: datetime.datetime) -> bool:
        try:
            report = drafts.no_change(commitment=made, organisation=organisation, by=reporter, at=at)
        except Refused:
            return False
        if report.review_state == ReviewState.DRAFT:  # it waits for the focal point, who submits it
            focal_point = self.world.focal_point_of(organisation)
            report = workflow.submit(report=report, by=focal_point, at=at)
        self.timeline.add(at + self._days(1, 3), lambda when: self._review(-1, report, "publish", reporter, when))
        return True

    def _number(self, report: ProgressReport, values: dict[str, Any], reporter, at: datetime.datetime) -> None:
        indicator = report.commitment.indicators.first()
        if indicator is None or indicator.target is None or indicator.baseline is None:
            return
        share = Decimal(values["percent"]) / 100
        value = (indicator.baseline + (indicator.target - indicator.baseline) * share).quantize(Decimal(1))
        drafts.save(
            report=report, by=reporter, version=report.version, data={}, indicator_values={indicator.pk: value}, at=at
        )

    def _evidence(self, number: int, report: ProgressReport, reporter, at: datetime.datetime) -> None:
        kinds = self.random.choice(([], ["link"], ["file"], ["link", "file"], ["link"], ["link", "link", "file"], []))
        dated = PartialDate.parse((report.covers_until - self._days(5, 90)).isoformat())
        for kind in kinds:
            key = next(self.documents)
            common = {"report": report, "by": reporter, "dated": dated, "at": at}
            if kind == "link":
                url = f"https://{report.organisation.slug}.example/documents/{key}"
                evidence.add_link(url=url, title=f"Public note {key} (fictional)", **common)
            else:
                hidden = key % 7 == 0
                evidence.add_file(
                    upload=documents.pdf(f"document-{key}.pdf", f"number {key}"),
                    title=f"Document {key} (fictional)",
                    audience=EvidenceAudience.REVIEWERS if hidden else EvidenceAudience.PUBLIC,
                    **common,
                )

    def _review(self, number: int, report: ProgressReport, fate: str, reporter, at: datetime.datetime) -> None:
        if fate == "submit":
            return
        if fate == "returned" or (fate == "publish" and self.random.random() < 0.08):
            reason = "Please say which districts are meant, and add the date of the document."
            report = workflow.return_report(report=report, by=self._curator(), reason=reason, at=at)
            if fate == "returned":
                return
            self._send_again(report, reporter, at + datetime.timedelta(hours=20))
            return
        workflow.publish(report=report, by=self._curator(), at=at)
        if fate == "retract":
            reason = "The report described another commitment. A corrected one will follow."
            when = at + datetime.timedelta(hours=30)
            self.timeline.add(when, lambda at: self._retract(report, reason, at))

    def _retract(self, report: ProgressReport, reason: str, at: datetime.datetime) -> None:
        workflow.retract(report=report, by=self._curator(), reason=reason, at=at)

    def _send_again(self, report: ProgressReport, reporter, at: datetime.datetime) -> None:
        narrative = f"{report.narrative}\n\n(1–4)"
        report = drafts.save(report=report, by=reporter, version=report.version, data={"narrative": narrative}, at=at)
        if report.organisation.requires_sign_off:
            focal_point = self.world.focal_point_of(report.organisation)
            report = workflow.sign_off(report=report, by=focal_point, at=at)
        report = workflow.submit(report=report, by=reporter, at=at)
        self.timeline.add(
            at + datetime.timedelta(hours=20),
            lambda when: workflow.publish(report=report, by=self._curator(), at=when),
        )

    # --- Other voices -------------------------------------------------------------------------------

    def _assess(self, number: int, made: Commitment, at: datetime.datetime) -> None:
        completion = AssessedCompletion.values[number // 5 % len(AssessedCompletion.values)]
        assessments.assess(
            commitment=made,
            by=self._curator(),
            completion=completion,
            rationale="A fictional second view: read from the published evidence and a call with two partners.",
            assessed_on=site_day(at),
            at=at,
        )

    def _plan_responses(self) -> None:
        kinds = [kind for kind in ResponseKind.values if kind != ResponseKind.NONE]
        for place, organisation in enumerate(self.world.organisations.values()):
            asked = [
                one
                for one in self.recommendations.values()
                if one.addressees.filter(actor_type=organisation.actor_type).exists()
            ]
            for number, recommendation in enumerate(asked):
                if (number + place) % 3 == 2:
                    continue
                kind = kinds[(number + place) % len(kinds)]
                day = self.periods[1].starts_on + self._days(0, 200)
                self.timeline.add(noon(day), self._response(organisation, recommendation, kind))

    def _response(self, organisation: Organisation, recommendation: Recommendation, kind: str) -> Step:
        def step(at: datetime.datetime) -> None:
            responses.set_response(
                organisation=organisation,
                recommendation=recommendation,
                response=kind,
                by=self.world.curators[0],
                stated_on=site_day(at),
                at=at,
            )

        return step
