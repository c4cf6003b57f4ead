"""What happened to commitments themselves: publication, assessments, and changes that a reader must know of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from progress.models import AssessedCompletion, Assessment
from recommendations.partial_dates import PartialDate
from stakeholders.models import Commitment, CommitmentState, Visibility

from .entries import Change, Moment

Version = Any  # a row of the history of commitments, whose model is made while Django starts


def publication_moments(commitments: QuerySet[Commitment], count: int) -> list[Moment]:
    """The ``count`` of these commitments that were published last. One query."""
    rows = commitments.filter(published_at__isnull=False).select_related("lead_organisation").defer("description")
    return [
        Moment(row.published_at, row, _("Commitment published"), organisation=row.lead_organisation.name)
        for row in rows.order_by("-published_at", "-pk")[:count]
        if row.published_at
    ]


def assessment_moments(assessments: QuerySet[Assessment], count: int) -> list[Moment]:
    """The last ``count`` of these assessments, each with what the one before it said. One query."""
    earlier = Assessment.objects.filter(commitment=OuterRef("commitment"), published_at__lt=OuterRef("published_at"))
    rows = assessments.select_related("commitment").defer("rationale").order_by("-published_at", "-pk")
    before = Subquery(earlier.order_by("-published_at", "-pk").values("assessed_completion")[:1])
    label = _("Independent assessment")
    return [
        Moment(
            row.published_at,
            row.commitment,
            label,
            [Change(label, _named(row.before), _named(row.assessed_completion))],
        )
        for row in rows.annotate(before=before)[:count]
    ]


def withdrawal_moments(assessments: QuerySet[Assessment], count: int) -> list[Moment]:
    """The last ``count`` of these assessments that were withdrawn; a correction is told by what takes its place."""
    rows = assessments.filter(corrected_by__isnull=True).select_related("commitment").defer("rationale")
    label = _("Independent assessment withdrawn")
    return [
        Moment(row.withdrawn_at, row.commitment, label, reason=row.withdrawn_reason)
        for row in rows.order_by("-withdrawn_at", "-pk")[:count]
        if row.withdrawn_at
    ]


def _named(completion: str | None) -> str:
    return str(AssessedCompletion(completion).label) if completion else ""


def change_moments(versions: QuerySet[Version], count: int) -> list[Moment]:
    """What the last ``count`` of these versions changed in published, public commitments, with public reasons.

    Three queries: the versions, the one before each, and the commitments as they are now.
    """
    public = Q(state=CommitmentState.PUBLISHED, visibility=Visibility.PUBLIC)
    earlier = Commitment.history.filter(
        Q(history_date__lt=OuterRef("history_date"))
        | Q(history_date=OuterRef("history_date"), history_id__lt=OuterRef("history_id")),
        id=OuterRef("id"),
    ).order_by("-history_date", "-history_id")
    rows = list(
        versions.filter(public, history_type="~")
        .annotate(before=Subquery(earlier.values("history_id")[:1]))
        .filter(before__isnull=False)
        .order_by("-history_date", "-history_id")[:count]
    )
    old = {
        row.history_id: row for row in Commitment.history.filter(public, history_id__in=[row.before for row in rows])
    }
    now = Commitment.objects.select_related("lead_organisation").defer("description").in_bulk({row.id for row in rows})
    return list(_changed(rows, old, now))


def _changed(rows: list[Version], old: dict[int, Version], now: dict[int, Commitment]) -> Iterable[Moment]:
    for row in rows:
        before = old.get(row.before)
        if before is not None and (changes := _differences(before, row)):
            yield Moment(
                row.history_date,
                now[row.id],
                _("Commitment changed"),
                changes,
                organisation=now[row.id].lead_organisation.name,
                reason=row.history_change_reason or "",
            )


def _differences(before: Version, after: Version) -> list[Change]:
    found = []
    if (before.due_on, before.due_precision) != (after.due_on, after.due_precision):
        found.append(Change(_("Due date"), _due(before), _due(after), labelled=True))
    if before.title != after.title:
        found.append(Change(_("Title"), before.title, after.title, labelled=True))
    if before.description != after.description:
        found.append(Change(_("Description changed")))
    return found


def _due(row: Version) -> str:
    date = PartialDate.of(row.due_on, row.due_precision)
    return date.in_words if date else _("not given")
