"""Why something that was public is so no longer: what its 410 page and the API's 410 say."""

from __future__ import annotations

import datetime
from typing import NamedTuple

from accounts.days import site_day
from progress.models import Evidence, EvidenceAudience, ProgressReport, ReviewState
from recommendations.history import archived_with
from recommendations.models import Edition, EditionState, Recommendation, ResponseArea
from stakeholders.models import Commitment, CommitmentState, Organisation, Visibility


class Gone(NamedTuple):
    """The public reason, and the day."""

    reason: str
    on: datetime.date


def why_archived(row: Recommendation | ResponseArea | Organisation | None) -> Gone | None:
    """Why a recommendation, an area or an organisation was archived; None when it was not."""
    if row is None or row.archived_at is None:
        return None
    return Gone(row.archived_reason, site_day(row.archived_at))


def why_edition_archived(row: Edition) -> Gone | None:
    """Why an edition was archived; None when it was not."""
    found = archived_with(row)
    return Gone(found[0], site_day(found[1])) if found else None


def why_commitment_gone(row: Commitment | None) -> Gone | None:
    """Why a commitment was taken down, by itself or with its organisation; None when that is not for the public."""
    if row is None or row.visibility != Visibility.PUBLIC:
        return None
    if row.state == CommitmentState.ARCHIVED and row.published_at and row.archived_at:
        return Gone(row.archived_reason, site_day(row.archived_at))
    return why_archived(row.lead_organisation) if row.state == CommitmentState.PUBLISHED else None


def why_report_gone(row: ProgressReport | None) -> Gone | None:
    """Why a report was retracted, or taken down with its commitment; None when that is not for the public."""
    if row is None or row.commitment.visibility != Visibility.PUBLIC:
        return None
    if row.review_state == ReviewState.RETRACTED and row.retracted_at:
        return Gone(row.retracted_reason, site_day(row.retracted_at))
    return why_commitment_gone(row.commitment) if row.review_state == ReviewState.PUBLISHED else None


def why_evidence_gone(piece: Evidence) -> Gone | None:
    """Why the last report that stood on a piece of evidence is gone; None for what was never for the public."""
    if piece.audience != EvidenceAudience.PUBLIC:
        return None
    reports = ProgressReport.objects.with_evidence(piece).select_related("commitment__lead_organisation")
    return next(filter(None, map(why_report_gone, reports.order_by("-published_at", "-pk"))), None)


def why_gone(things: str, key: str | int) -> Gone | None:
    """The same for whatever stands at a public address."""
    if things == "commitments":
        return why_commitment_gone(Commitment.objects.select_related("lead_organisation").filter(pk=key).first())
    if things == "reports":
        return why_report_gone(
            ProgressReport.objects.select_related("commitment__lead_organisation").filter(pk=key).first()
        )
    if things == "organisations":
        return why_archived(Organisation.objects.filter(slug=key).first())
    if things != "recommendations":
        return None
    return why_archived(Recommendation.objects.exclude(edition__state=EditionState.DRAFT).filter(reference=key).first())
