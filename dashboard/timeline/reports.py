"""What published reports changed: each against the one before it of the same organisation."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Case, OuterRef, QuerySet, Subquery, When
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dashboard.navigation import localised
from names.numbers import in_figures, percent
from names.phrases import listed
from progress.models import Health, HelpKind, IndicatorValue, ProgressReport, ReportKind, ReviewState
from stakeholders.figures import written
from stakeholders.models import ImplementationStatus

from .entries import Change, Moment

TEXTS = ("narrative", "barriers", "next_steps", "help_needed")
Figures = dict[int, tuple[str, Decimal, str]]  # by indicator: its name, the value and the unit


def report_moments(reports: QuerySet[ProgressReport], count: int) -> list[Moment]:
    """The last ``count`` of these reports that were published, and what each changed. Three queries.

    What was retracted since tells its day and nothing that it said.
    """
    rows = list(
        reports.filter(published_at__isnull=False)
        .select_related("commitment", "organisation")
        .defer(*TEXTS)
        .annotate(before=_read_against())
        .order_by("-published_at", "-pk")[:count]
    )
    before = ProgressReport.objects.defer(*TEXTS).in_bulk({row.before for row in rows if row.before})
    figures = _figures([*before, *(row.pk for row in rows)])
    return [_moment(row, row.published_at, before.get(row.before), figures) for row in rows if row.published_at]


def retraction_moments(reports: QuerySet[ProgressReport], count: int) -> list[Moment]:
    """The last ``count`` retractions, each with its public reason. One query."""
    rows = reports.filter(review_state=ReviewState.RETRACTED).select_related("commitment", "organisation")
    return [
        Moment(
            at=row.retracted_at,
            commitment=row.commitment,
            what=_("Report retracted"),
            organisation=row.organisation.name,
            reason=row.retracted_reason,
        )
        for row in rows.defer(*TEXTS).order_by("-retracted_at", "-pk")[:count]
        if row.retracted_at
    ]


def report_before(report: ProgressReport) -> ProgressReport | None:
    """The report that this one is read against, if it can be read. One query."""
    against = ProgressReport.objects.filter(pk=report.pk).annotate(before=_read_against()).values("before")
    return ProgressReport.objects.filter(pk__in=against).first()


def changes_since(report: ProgressReport, before: ProgressReport | None) -> list[Change]:
    """What a report says otherwise than the one ``before`` it, or says first. One query."""
    return report_changes(report, before, _figures([report.pk, *([before.pk] if before else [])]))


def _read_against() -> Case:
    """The report that one is read against: what it corrects, else the last of its organisation that was out before."""
    earlier = ProgressReport.objects.published().filter(
        commitment=OuterRef("commitment"),
        organisation=OuterRef("organisation"),
        published_at__lt=OuterRef("published_at"),
    )
    corrected = ProgressReport.objects.published().filter(pk=OuterRef("supersedes"))
    return Case(
        When(supersedes__isnull=False, then=Subquery(corrected.values("pk"))),
        default=Subquery(earlier.latest_first().values("pk")[:1]),
    )


def _figures(reports: Iterable[int]) -> dict[int, Figures]:
    """What these reports say of their indicators."""
    found: dict[int, Figures] = defaultdict(dict)
    values = IndicatorValue.objects.filter(report__in=reports, value__isnull=False)
    for report, indicator, name, value, unit in values.order_by("indicator_id").values_list(
        "report_id", "indicator_id", "indicator__name", "value", "indicator__unit"
    ):
        found[report][indicator] = (name, value, unit)
    return found


def _moment(
    row: ProgressReport, at: datetime.datetime, before: ProgressReport | None, figures: dict[int, Figures]
) -> Moment:
    retracted = row.review_state == ReviewState.RETRACTED
    changes = [] if retracted else report_changes(row, before, figures)
    return Moment(
        at=at,
        commitment=row.commitment,
        what=_kind_of(row),
        changes=changes,
        organisation=row.organisation.name,
        address="" if retracted else localised(f"/reports/{row.pk}/"),
        past=retracted or row.superseded_at is not None,
        is_unchanged=not (retracted or changes) and row.kind == ReportKind.UPDATE,
    )


def _kind_of(row: ProgressReport) -> str:
    if row.review_state == ReviewState.RETRACTED:
        return _("Report, retracted since")
    if row.superseded_at:
        return _("Report, corrected since")
    if row.supersedes_id:
        return _("Correction")
    return _("No significant change") if row.kind == ReportKind.NO_CHANGE else _("Report")


def report_changes(row: ProgressReport, before: ProgressReport | None, figures: dict[int, Figures]) -> list[Change]:
    """In what a report differs from the one before it, in figures and values alone: nothing was written by a person.

    A first report, without one before it, says how things stood; "no significant change" says nothing new.
    """
    if row.kind == ReportKind.NO_CHANGE and not row.supersedes_id:
        return []
    old, new = _values(before), _values(row)
    changes = [
        Change(label, old.get(label, ""), new[label], labelled=label in (_("Asks for help"), _("Kinds of barrier")))
        for label in new
        if old.get(label, "") != new[label]
    ]
    return [
        *changes,
        *_measured(figures.get(row.pk, {}), figures.get(before.pk, {}) if before else {}),
        *_evidence(row, before),
    ]


def _values(row: ProgressReport | None) -> dict[str, str]:
    """What a report says on the axes, by what each is called; without what it leaves empty."""
    if row is None:
        return {}
    health = row.open_health
    found = {
        _("Implementation status"): ImplementationStatus(row.implementation_status).label,
        _("Outlook"): Health(health).label if health else "",
        _("Percentage complete"): "" if row.percent is None else percent(row.percent),
        _("Kinds of barrier"): listed(row.barrier_labels),
        _("Asks for help"): HelpKind(row.help_kind).label if row.help_kind and health else "",
    }
    return {label: str(value) for label, value in found.items() if value}


def _measured(new: Figures, old: Figures) -> list[Change]:
    found = []
    for indicator, (name, value, unit) in new.items():
        was = old[indicator][1] if indicator in old else None
        if value != was:
            before = "" if was is None else written(was)
            found.append(Change(name, before, f"{written(value)} {unit}", labelled=True))
    return found


def _evidence(row: ProgressReport, before: ProgressReport | None) -> list[Change]:
    """The evidence that anybody may open and that came with it; a correction carries over what it corrects."""
    added = row.evidence_links + row.evidence_documents
    if before and row.supersedes_id:
        added -= before.evidence_links + before.evidence_documents
    if added < 1:
        return []
    text = ngettext("%(count)s piece of evidence added", "%(count)s pieces of evidence added", added)
    return [Change(text % {"count": in_figures(added)})]
