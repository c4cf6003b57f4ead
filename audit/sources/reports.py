"""Reports, evidence, assessments, and the talk about them."""

from __future__ import annotations

from collections.abc import Iterator

from audit.models import Way
from audit.recording import Said, Thing
from audit.sources.registry import Source, follow, name_of
from progress.models import (
    AssessorGrant,
    EventAction,
    Evidence,
    ProgressReport,
    ReportEvent,
    Thread,
    ThreadMessage,
    Through,
)

# What came in an import says the way of everything else in it: the site wrote it, in the background.
WAYS: dict[str, Way] = {Through.LINK: Way.MAIL_LINK, Through.TOKEN: Way.API, Through.SHEET: Way.SHEET}
REPORT, ASSESSMENT, COMMITMENT = "progress.progressreport", "progress.assessment", "stakeholders.commitment"


def listen() -> None:
    """Follow the chain of hashes, evidence and conversations."""
    # What a commitment says is told by its own history, with what changed.
    follow(
        Source(
            ReportEvent,
            tell_step,
            in_bulk=True,
            rows=lambda rows: rows.exclude(action=EventAction.CHANGE).select_related(
                "report__commitment", "report__organisation", "assessment__commitment"
            ),
        )
    )
    follow(Source(Evidence, tell_evidence, rows=lambda rows: rows.select_related("report__commitment")))
    follow(Source(AssessorGrant, tell_assessor, rows=lambda rows: rows.select_related("invitation")))
    threads = ("commitment", "organisation")
    follow(Source(Thread, tell_thread, rows=lambda rows: rows.select_related(*threads)))
    follow(Source(ThreadMessage, tell_message, rows=lambda rows: rows.select_related("thread__commitment")))


def tell_assessor(row: AssessorGrant) -> Iterator[Said]:
    """Somebody from outside was invited to assess, and that was ended perhaps; the address is not repeated."""
    grant: Thing = {"kind": "progress.assessorgrant", "key": row.pk}
    yield Said(
        source=name_of(row), at=row.given_at, by=row.given_by_id, action="assessor-invite", about=row.user_id, **grant
    )
    if row.ended_at:
        yield Said(
            source=name_of(row, "end"),
            at=row.ended_at,
            by=row.ended_by_id,
            action="assessor-end",
            about=row.user_id,
            **grant,
        )


def tell_step(event: ReportEvent) -> Iterator[Said]:
    """A step of a report, or an assessment or the answer to one."""
    if event.action == EventAction.CHANGE:
        return
    report, assessment = event.report if _is_there(event) else None, event.assessment
    of = assessment.commitment if assessment else report.commitment if report else None
    yield Said(
        source=name_of(event),
        at=event.at,
        by=event.by_id,
        action=f"report-{event.action}",
        kind=ASSESSMENT if event.assessment_id else REPORT,
        key=event.assessment_id or event.report_id or "",
        label=of.title if of else "",
        organisation=report.organisation_id if report else of.lead_organisation_id if of else None,
        reason=event.reason,
        way=WAYS.get(event.through, ""),
    )


def _is_there(event: ReportEvent) -> bool:
    """Whether the report of a step still exists: its key is a plain number, which outlives a deleted draft."""
    try:
        return event.report is not None
    except ProgressReport.DoesNotExist:
        return False


def tell_evidence(piece: Evidence) -> Iterator[Said]:
    """A link or file was attached to a report."""
    yield Said(
        source=name_of(piece),
        at=piece.added_at,
        by=piece.added_by_id,
        action="evidence-add",
        kind=REPORT,
        key=piece.report_id,
        label=piece.report.commitment.title,
        organisation=piece.report.organisation_id,
    )


def tell_thread(thread: Thread) -> Iterator[Said]:
    """A conversation was closed; that it began, its first message tells."""
    if thread.closed_at:
        yield Said(
            source=name_of(thread, f"closed-{thread.closed_at.isoformat()}"),
            at=thread.closed_at,
            by=thread.closed_by_id,
            action="thread-close",
            kind=COMMITMENT,
            key=thread.commitment_id,
            label=thread.commitment.title,
            organisation=thread.organisation_id,
        )


def tell_message(message: ThreadMessage) -> Iterator[Said]:
    """Somebody wrote into a conversation; what they wrote is not repeated."""
    thread = message.thread
    yield Said(
        source=name_of(message),
        at=message.written_at,
        by=message.author_id,
        action="comment-write" if thread.report_id else "help-write",
        kind=REPORT if thread.report_id else COMMITMENT,
        key=thread.report_id or thread.commitment_id,
        label=thread.commitment.title,
        organisation=thread.organisation_id,
    )
