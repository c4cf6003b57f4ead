"""What stands in a pack: each commitment with how it stands, and its reports in the order of their days."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from dashboard.catalogue import end_of
from dashboard.citations import Citation, citation_of
from dashboard.editions import named
from dashboard.filters import PackFilters, ReportFilters, Selection
from dashboard.filters.presenting import value_label
from dashboard.reports import evidence_items, public_evidence
from names.phrases import listed
from opendata.exports.datapackage import LICENCE
from progress.models import Assessment, CommitmentStatus, IndicatorValue, ProgressReport, ReviewState
from recommendations.models import Recommendation
from recommendations.translations import show
from stakeholders.models import Commitment, Visibility

READ = "/packs/read/"
NAMED_BY = ("organisation", "recommendation", "area", "period")


@dataclass
class PackedReport:
    """One report with what anybody may open behind it."""

    report: ProgressReport
    evidence: list[dict[str, object]]

    @property
    def retracted(self) -> bool:
        """It was public on the day of the pack and has been withdrawn since; its words stay away."""
        return self.report.review_state == ReviewState.RETRACTED


@dataclass
class PackedCommitment:
    """One commitment: the state on the day of the pack, the second voice beside it, and its reports."""

    commitment: Commitment
    status_row: CommitmentStatus | None
    recommendations: list[Recommendation]
    assessment: Assessment | None
    reports: list[PackedReport] = field(default_factory=list)

    @property
    def leading(self) -> ProgressReport | None:
        """The report that the state comes from."""
        return self.status_row.report if self.status_row else None


@dataclass(frozen=True)
class Pack:
    """A whole pack. ``hidden`` counts reports of a past day on commitments that are no longer public."""

    title: str
    selection: Selection
    scope: list[tuple[str, str]]
    commitments: list[PackedCommitment]
    reports: int
    hidden: int
    citation: Citation

    @property
    def on(self) -> datetime.date:
        return self.selection.on


def title_of(filters: ReportFilters) -> str:
    """What a pack is of: the organisation, recommendation, area and period that were chosen, or all."""
    selection = filters.selection
    named = [value_label(filters, name, value) for name in NAMED_BY for value in selection.raw.get(name, ())]
    return _("Progress reports: %(what)s") % {"what": listed(named)} if named else _("Published progress reports")


def scope_of(filters: ReportFilters) -> list[tuple[str, str]]:
    """What was asked for, each filter by its name and its value in words; the day stands by itself. Which editions it
    is of is said where there are several.
    """
    editions = [] if "edition" in filters.selection.raw else [named(filters.selection)]
    return [
        *((str(PackFilters.base_filters["edition"].label), words) for words in editions if words),
        *(
            (str(filters.filters[name].label), value_label(filters, name, value))
            for name, values in filters.selection.raw.items()
            if name != "as_of"
            for value in values
        ),
    ]


def pack_of(filters: ReportFilters) -> Pack:
    """The pack that the filters ask for, whatever its size: ask ``bounds`` first. Nine queries and the texts'."""
    selection = filters.selection
    rows = list(_reports(filters))
    shown = [row for row in rows if row.commitment.visibility == Visibility.PUBLIC]
    title = title_of(filters)
    return Pack(
        title=title,
        selection=selection,
        scope=scope_of(filters),
        commitments=_commitments(shown, selection),
        reports=len(shown),
        hidden=len(rows) - len(shown),
        citation=citation_of(READ, title, selection),
    )


def _reports(filters: ReportFilters) -> Iterable[ProgressReport]:
    values = IndicatorValue.objects.select_related("indicator").order_by("indicator_id")
    return (
        filters.rows()
        .select_related("commitment__lead_organisation__country", "organisation", "period")
        .prefetch_related(Prefetch("indicator_values", queryset=values))
        .order_by("commitment__lead_organisation__name", "commitment__title", "commitment_id", "covers_until", "pk")
    )


def _commitments(reports: list[ProgressReport], selection: Selection) -> list[PackedCommitment]:
    """The reports by commitment, in their order."""
    keys = {row.commitment_id for row in reports}
    statuses = {
        row.commitment_id: row
        for row in CommitmentStatus.objects.as_of(selection.as_of)
        .public()
        .filter(commitment__in=keys)
        .select_related("report")
    }
    recommendations, assessments = _recommendations(keys), _assessments(keys, selection.on)
    evidence = public_evidence(row.pk for row in reports)
    found = []
    for key, of_one in groupby(reports, key=lambda row: row.commitment_id):
        packed = [PackedReport(row, _absolute(evidence_items(evidence[row.pk]))) for row in of_one]
        commitment = packed[0].report.commitment
        found.append(
            PackedCommitment(commitment, statuses.get(key), recommendations[key], assessments.get(key), packed)
        )
    return found


def _recommendations(commitments: set[int]) -> dict[int, list[Recommendation]]:
    """The public recommendations that each commitment answers."""
    links = Commitment.recommendations.through.objects.filter(commitment_id__in=commitments)
    pairs = list(links.values_list("commitment_id", "recommendation_id"))
    rows = Recommendation.objects.public().in_order().in_bulk({recommendation for _commitment, recommendation in pairs})
    found: dict[int, list[Recommendation]] = defaultdict(list)
    for commitment, recommendation in pairs:
        if recommendation in rows:
            found[commitment].append(rows[recommendation])
    return defaultdict(list, {key: sorted(some, key=lambda row: row.reference) for key, some in found.items()})


def _assessments(commitments: set[int], on: datetime.date) -> dict[int, Assessment]:
    """The last second voice on each commitment that was public on the day."""
    rows = Assessment.objects.filter(commitment__in=commitments, assessed_on__lte=on).standing_by(end_of(on))
    return {row.commitment_id: row for row in rows.order_by("assessed_on", "pk")}


def _absolute(items: list[dict[str, object]]) -> list[dict[str, object]]:
    """Evidence with addresses that work on paper and in a file."""
    for item in items:
        if str(item["address"]).startswith("/"):
            item["address"] = f"{settings.SITE_URL}{item['address']}"
    return items


def context_of(pack: Pack) -> dict[str, Any]:
    """What the templates of a pack draw, page and PDF alike."""
    show(row for one in pack.commitments for row in one.recommendations)
    return {
        "pack": pack,
        "selection": pack.selection,
        "licence": LICENCE,
        "address": settings.SITE_URL + pack.selection.address(READ, as_of=pack.on.isoformat()),
    }
