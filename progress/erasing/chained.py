"""Texts of which the public history holds a digest: they change only with a row of that history that says so."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db.models import Q

from hash_chain import digest
from progress import history
from progress.erasing.texts import Mention
from progress.models import Assessment, EventAction, Evidence, ProgressReport, ReportEvent
from progress.signals import report_changed
from stakeholders.models import Commitment, Indicator, Milestone
from stakeholders.signals import commitment_changed

# By table: the columns that ``progress.claims`` takes into its digests, and the words of the history itself.
CHAINED: dict[type, frozenset[str]] = {
    ReportEvent: frozenset({"reason"}),
    ProgressReport: frozenset({"narrative", "barriers", "next_steps", "help_needed", "retracted_reason"}),
    Evidence: frozenset({"title", "url", "file_name"}),
    Assessment: frozenset({"rationale", "signed_name", "signed_function", "answer"}),
    Commitment: frozenset({"title", "description", "archived_reason"}),
    Milestone: frozenset({"title"}),
    Indicator: frozenset({"name", "unit"}),
}


def is_chained(mention: Mention) -> bool:
    """Does the public history hold a digest of this text?"""
    return mention.column.field.name in CHAINED.get(mention.column.model, ())


def follows_another(mention: Mention) -> bool:
    """The reason of a retraction stands twice: in the history, and copied from there into the report."""
    return mention.column.model is ProgressReport and mention.column.field.name == "retracted_reason"


def keep_digests(mentions: Iterable[Mention]) -> None:
    """Before words of the history are replaced: keep the digest of what they were, which its hashes cover."""
    for mention in mentions:
        if mention.column.model is ReportEvent:
            event = ReportEvent.objects.get(pk=mention.pk)
            ReportEvent.objects.filter(pk=event.pk).update(reason_digest=event.reason_digest or digest(event.reason))


def record(mentions: Iterable[Mention], *, by, at: datetime.datetime, reason: str) -> None:
    """After texts were replaced: a row of the history for each report, assessment and commitment that says less now."""
    mentions = list(mentions)
    for mention in mentions:
        if mention.column.model is ReportEvent:
            event = ReportEvent.objects.get(pk=mention.pk)
            if event.action == EventAction.RETRACT:
                ProgressReport.objects.filter(pk=event.report_id or 0).update(retracted_reason=event.reason)
    reports, assessments, commitments = _touched(mentions)
    for report in ProgressReport.objects.filter(pk__in=reports).select_related("commitment").order_by("pk"):
        state = report.review_state
        history.append(
            report=report, action=EventAction.ERASE, from_state=state, to_state=state, by=by, at=at, reason=reason
        )
        report_changed.send(ProgressReport, report=report, at=at)
    for assessment in Assessment.objects.filter(pk__in=assessments).order_by("pk"):
        history.append_erasure(assessment=assessment, by=by, at=at, reason=reason)
    for commitment in Commitment.objects.filter(pk__in=commitments).select_related("lead_organisation").order_by("pk"):
        commitment_changed.send(Commitment, commitment=commitment, at=at, by=by, reason=reason)
        history.append_erasure(commitment=commitment, by=by, at=at, reason=reason)


def _touched(mentions: Iterable[Mention]) -> tuple[set[int], set[int], set[int]]:
    """The keys of the reports, assessments and commitments whose digests the texts are in."""
    reports: set[int] = set()
    assessments: set[int] = set()
    commitments: set[int] = set()
    for mention in mentions:
        model, pk = mention.column.model, mention.pk
        if model is ReportEvent:
            report, assessment, commitment = ReportEvent.objects.values_list(
                "report_id", "assessment_id", "commitment_id"
            ).get(pk=pk)
            reports |= {report} - {None}
            assessments |= {assessment} - {None}
            commitments |= {commitment} - {None}
        elif model is ProgressReport:
            reports.add(pk)
        elif model is Evidence:
            standing = ProgressReport.objects.filter(Q(evidence=pk) | Q(carried_evidence=pk))
            reports |= set(standing.values_list("pk", flat=True))
        elif model is Assessment:
            assessments.add(pk)
        elif model is Commitment:
            commitments.add(pk)
        elif model in (Milestone, Indicator):
            commitments.add(model.objects.get(pk=pk).commitment_id)
    return reports, assessments, commitments
