"""The reports on one commitment of a sample: what each says, what is behind it, and how it went through review."""

from __future__ import annotations

import datetime
import hashlib
import random
from bisect import bisect_right
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.files.base import File

from demo.half_years import noon
from demo.sample import plan, words
from demo.sample.copying import Table
from demo.sample.event_log import EventLog
from demo.sample.statuses import Course, PublishedReport
from demo.story import PHASES
from demo.world import load
from hash_chain import digest
from progress import claims
from progress.confirmation import CARRIED
from progress.models import (
    EventAction,
    Evidence,
    IndicatorValue,
    ProgressReport,
    ReportingPeriod,
    ReportKind,
    ReviewState,
)
from progress.workflow import STAMPS
from stakeholders.models import Indicator

DAY, HOUR = datetime.timedelta(days=1), datetime.timedelta(hours=1)
DRAFT, SUBMITTED, RETURNED = ReviewState.DRAFT, ReviewState.SUBMITTED, ReviewState.RETURNED
PUBLISHED, RETRACTED = ReviewState.PUBLISHED, ReviewState.RETRACTED
NEWEST = ((PUBLISHED, 84), (SUBMITTED, 7), (DRAFT, 5), (RETURNED, 4))
ATTACHED = (("", 30), ("l", 30), ("d", 15), ("ll", 10), ("ld", 15))


@dataclass(frozen=True)
class StoredFile:
    """A small document in the media folder that many pieces of evidence show."""

    name: str
    size: int
    sha256: str

    @classmethod
    def of(cls, name: str, content: File) -> StoredFile:
        """What was stored under ``name``."""
        content.seek(0)
        data = content.read()
        return cls(name, len(data), hashlib.sha256(data).hexdigest())


@dataclass
class Draft:
    """A report with its evidence and numbers, on its way."""

    report: ProgressReport
    evidence: list[Evidence]
    values: list[IndicatorValue]
    digest: str = ""


class Reporting:
    """Writes reports with evidence, indicator values and history."""

    def __init__(self, *, on: datetime.date, periods: list[ReportingPeriod], files: list[StoredFile]) -> None:
        self.on, self.periods, self.files = on, periods, files
        self.reports, self.evidence, self.values = Table(ProgressReport), Table(Evidence), Table(IndicatorValue)
        self.event_log = EventLog()
        self.narratives = load("narratives")
        self.starts = [period.starts_on for period in periods]

    @property
    def tables(self) -> list[Table]:
        return [self.reports, self.evidence, self.values]

    def tell(
        self, draw: random.Random, course: Course, days: plan.Days, count: int, *, idea: dict[str, Any],
        indicator: Indicator | None, curator: int, authors: list[tuple[int, int]],
    ) -> None:  # fmt: skip
        """Write ``count`` reports; what was published joins ``course``. The lead is the first of ``authors``."""
        ending = plan.pick(draw, plan.ENDINGS)
        newest = plan.pick(draw, NEWEST) if self.on - days.last < 200 * DAY and not course.archived_on else PUBLISHED
        last: dict[int, ProgressReport] = {}  # the last published of each organisation
        for place in range(1, count + 1):
            is_newest = place == count
            organisation, author = draw.choice(authors) if not is_newest and len(authors) > 1 else authors[0]
            fate = newest if is_newest else RETRACTED if draw.random() < 0.01 else PUBLISHED
            covers = days.covered(place, count)
            before = last.get(organisation)
            if before and not is_newest and draw.random() < 0.18:
                said = self._no_change(before)
            else:
                said = self._said(draw, idea, ending if is_newest else "in_progress", place / count)
            draft = self._draft(course, organisation, author, covers, said)
            self._attach(draw, draft, indicator, place / count, fate)
            lag = draw.randint(1, max(1, min(30, (days.covered(place + 1, count) - covers).days // 2)))
            if is_newest:
                lag = min(lag, max(1, (self.on - covers).days - 2))
            self._send(draw, course, draft, fate, lag, curator)
            if fate == PUBLISHED:
                last[organisation] = draft.report

    # --- What it says -------------------------------------------------------------------------------

    def _said(self, draw: random.Random, idea: dict[str, Any], status: str, progress: float) -> dict[str, Any]:
        health = plan.pick(draw, plan.HEALTHS)
        narratives = self.narratives[idea["language"]]
        texts = narratives.get(idea["kind"], narratives)
        phase = "done" if status == "completed" else PHASES[min(int(progress * 3), 2)]
        if health in ("off_track", "blocked") or status in ("not_started", "withdrawn"):
            phase = "stuck"
        percent = {"completed": 100, "not_started": 0}.get(status, 10 + int(progress * 75))
        return {
            "implementation_status": status,
            "health": health,
            "help_kind": draw.choice(words.HELP) if health == "blocked" else "",
            "percent": percent if draw.random() < 0.8 else None,
            "narrative": texts[phase],
            "barrier_kinds": words.BARRIERS[percent % len(words.BARRIERS)] if health != "on_track" else [],
            "barriers": texts["stuck"] if health != "on_track" else "",
            "next_steps": texts["late"] if phase in ("start", "middle") else "",
            "language": idea["language"],
        }

    @staticmethod
    def _no_change(before: ProgressReport) -> dict[str, Any]:
        return {"kind": ReportKind.NO_CHANGE, **{name: getattr(before, name) for name in CARRIED}}

    def _draft(self, course: Course, organisation: int, author: int, covers: datetime.date, said: dict) -> Draft:
        begun = noon(covers) - 2 * HOUR
        report = ProgressReport(
            commitment=course.commitment,
            organisation_id=organisation,
            period=self._period(covers),
            covers_until=covers,
            author_id=author,
            created_at=begun,
            updated_at=begun,
            **said,
        )
        return Draft(self.reports.add(report), [], [])

    def _period(self, day: datetime.date) -> ReportingPeriod | None:
        place = bisect_right(self.starts, day) - 1
        return self.periods[place] if place >= 0 and day <= self.periods[place].ends_on else None

    def _attach(
        self, draw: random.Random, draft: Draft, indicator: Indicator | None, progress: float, fate: str
    ) -> None:
        report = draft.report
        if report.kind == ReportKind.UPDATE:
            for kind in plan.pick(draw, ATTACHED):
                # A file of a report that can still be edited could be deleted, and is everybody's.
                may_be_file = fate in (PUBLISHED, RETRACTED) and self.files
                piece = self._document(draw, report) if kind == "d" and may_be_file else self._link(draw, report)
                draft.evidence.append(self.evidence.add(piece))
            if indicator:
                value = _reached(indicator, progress)
                draft.values.append(self.values.add(IndicatorValue(report=report, indicator=indicator, value=value)))
        claimed = claims.Claimed(draft.values, draft.evidence)
        draft.digest = digest(claims.of_report(report, claimed))

    @staticmethod
    def _piece(draw: random.Random, report: ProgressReport, **fields: Any) -> Evidence:
        return Evidence(
            report=report,
            dated_on=report.covers_until - draw.randint(5, 120) * DAY,
            dated_precision="day",
            audience="reviewers" if draw.random() < 0.06 else "public",
            added_by_id=report.author_id,
            added_at=report.created_at + HOUR,
            **fields,
        )

    def _link(self, draw: random.Random, report: ProgressReport) -> Evidence:
        number = draw.randrange(10**9)
        url = f"https://organisation-{report.organisation_id}.sample.example/documents/{number}"
        return self._piece(draw, report, kind="link", title=f"Public note {number} (fictional)", url=url)

    def _document(self, draw: random.Random, report: ProgressReport) -> Evidence:
        number = draw.randrange(len(self.files))
        file = self.files[number]
        return self._piece(
            draw,
            report,
            kind="file",
            title=f"Document {number + 1} (fictional)",
            file=file.name,
            file_name=f"document-{number + 1}.pdf",
            content_type="application/pdf",
            size=file.size,
            sha256=file.sha256,
            received_sha256=file.sha256,
        )

    # --- How it went --------------------------------------------------------------------------------

    def _send(self, draw: random.Random, course: Course, draft: Draft, fate: str, lag: int, curator: int) -> None:
        report, author = draft.report, draft.report.author_id
        self._step(draft, EventAction.CREATE, DRAFT, by=author, at=report.created_at)
        if fate == DRAFT:
            return
        sent = noon(report.covers_until + lag // 2 * DAY)
        self._step(draft, EventAction.SUBMIT, SUBMITTED, by=author, at=sent)
        if fate == RETURNED or (fate != SUBMITTED and draw.random() < 0.05):
            self._step(draft, EventAction.RETURN, RETURNED, by=curator, at=sent + HOUR, reason=words.RETURNED)
            if fate == RETURNED:
                return
            self._step(draft, EventAction.SUBMIT, SUBMITTED, by=author, at=sent + 2 * HOUR)
        if fate == SUBMITTED:
            return
        shown_on = report.covers_until + lag * DAY
        self._step(draft, EventAction.PUBLISH, PUBLISHED, by=curator, at=noon(shown_on) + 3 * HOUR)
        published = PublishedReport(report, shown_on)
        public = [one.kind for one in draft.evidence if one.audience == "public"]
        report.evidence_links, report.evidence_documents = public.count("link"), public.count("file")
        course.reports.append(published)
        if fate == RETRACTED:
            published.retracted_on = shown_on + DAY
            at = noon(published.retracted_on)
            self._step(draft, EventAction.RETRACT, RETRACTED, by=curator, at=at, reason=words.RETRACTED)

    def _step(
        self, draft: Draft, action: EventAction, state: str, *, by: int, at: datetime.datetime, reason: str = ""
    ) -> None:
        report, stamp = draft.report, STAMPS.get(action)
        before = "" if action == EventAction.CREATE else report.review_state
        report.review_state = state
        if stamp:
            report.version += 1
            setattr(report, f"{stamp}_at", at)
            setattr(report, f"{stamp}_by_id", by)
            if reason:
                setattr(report, f"{stamp}_reason", reason)
        self.event_log.add(
            at=at, report_id=report.pk, action=action, states=(before, state), by_id=by, reason=reason,
            content_digest=draft.digest,
        )  # fmt: skip


def _reached(indicator: Indicator, progress: float) -> Decimal:
    baseline, target = int(indicator.baseline or 0), int(indicator.target or 0)
    return Decimal(baseline + int((target - baseline) * progress)).quantize(Decimal("0.0001"))
