"""Reports and duties as plain JSON: codes, ISO dates, decimal numbers as text."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse

from accounts.days import iso
from progress.models import Evidence, IndicatorValue, ProgressReport
from stakeholders.figures import plain
from stakeholders.rounds import Round
from submissions.duties import Duty


def _moment(value: datetime.datetime | None) -> str | None:
    return iso(value) if value else None


def report_rows(reports: Iterable[ProgressReport]) -> list[dict[str, Any]]:
    """Each report with its figures and its evidence. Three queries, however many."""
    reports = list(reports)
    keys = [report.pk for report in reports]
    pieces = Evidence.objects.by_report(keys)
    values: dict[int, dict[str, str]] = {key: {} for key in keys}
    for one in IndicatorValue.objects.filter(report__in=keys).order_by("indicator"):
        values[one.report_id][str(one.indicator_id)] = str(plain(one.value))
    return [_report(report, values[report.pk], pieces[report.pk]) for report in reports]


def report_row(report: ProgressReport) -> dict[str, Any]:
    """One report."""
    return report_rows([report])[0]


def _report(report: ProgressReport, values: dict[str, str], pieces: list[Evidence]) -> dict[str, Any]:
    return {
        "id": report.pk,
        "version": report.version,
        "commitment": report.commitment_id,
        "kind": report.kind,
        "state": report.review_state,
        "sign_off": _sign_off(report),
        "period": report.period_id,
        "round_ends_on": report.round_ends_on.isoformat() if report.round_ends_on else None,
        "covers_until": report.covers_until.isoformat(),
        "language": report.language,
        "implementation_status": report.implementation_status,
        "health": report.health,
        "help_kind": report.help_kind,
        "help_needed": report.help_needed,
        "percent": report.percent,
        "narrative": report.narrative,
        "barrier_kinds": report.barrier_kinds,
        "barriers": report.barriers,
        "next_steps": report.next_steps,
        "indicator_values": values,
        "evidence": [_evidence(piece) for piece in pieces],
        "supersedes": report.supersedes_id,
        "sent_back_reason": report.sent_back_reason if report.is_sent_back else "",
        "returned_reason": report.returned_reason if report.review_state == "returned" else "",
        "created_at": _moment(report.created_at),
        "updated_at": _moment(report.updated_at),
        "submitted_at": _moment(report.submitted_at),
        "published_at": _moment(report.published_at),
        "page": settings.SITE_URL + reverse("reporting:report", kwargs={"pk": report.pk}),
    }


def _sign_off(report: ProgressReport) -> str:
    if report.signed_off_at:
        return "given"
    return "asked" if report.sign_off_requested_at else "none"


def _evidence(piece: Evidence) -> dict[str, Any]:
    dated = piece.dated
    return {
        "id": piece.pk,
        "kind": piece.kind,
        "title": piece.title,
        "url": piece.url,
        "file_name": piece.file_name,
        "size": piece.size,
        "sha256": piece.sha256,
        "dated": dated.iso if dated else "",
        "language": piece.language,
        "audience": piece.audience,
        "cleaning_problem": piece.cleaning_problem,
    }


def duty_row(duty: Duty) -> dict[str, Any]:
    """One commitment that may be reported on."""
    commitment, last, begun = duty.commitment, duty.last, duty.open_report
    return {
        "commitment": commitment.pk,
        "version": commitment.version,
        "title": commitment.title,
        "language": commitment.language,
        "lead": duty.is_lead,
        "ends_on": commitment.due.iso if commitment.due else "",
        "last_status": last.implementation_status if last else None,
        "last_covers_until": last.covers_until.isoformat() if last else None,
        "due_on": duty.due_on.isoformat() if duty.due_on else None,
        "periods": [{"id": one.pk, "name": one.name, "due_on": one.due_on.isoformat()} for one in duty.periods],
        "rounds": [_round(one) for one in duty.rounds],
        "open_report": {"id": begun.pk, "version": begun.version, "state": begun.review_state} if begun else None,
        "in_review": duty.in_review,
        "can_confirm": duty.can_confirm,
        "indicators": [
            {
                "id": one.pk,
                "name": one.name,
                "unit": one.unit,
                "baseline": _number(one.baseline),
                "target": _number(one.target),
                "last_value": _number(duty.values.get(one.pk)),
            }
            for one in duty.indicators
        ],
    }


def _round(one: Round) -> dict[str, str]:
    days = {"starts_on": one.starts_on, "ends_on": one.ends_on, "due_on": one.due_on}
    return {name: day.isoformat() for name, day in days.items()}


def _number(value: Any) -> str | None:
    return None if value is None else str(plain(value))
