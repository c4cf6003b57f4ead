"""What a person has to do: reports that are due, returned, begun, or waiting for a sign-off or a curator.

Pages, the reminder digest and the calendar feed all ask here, so that they never disagree. What is due depends on
the day, which is always passed in. Five queries, however long the lists.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from django.db.models import OuterRef, Subquery

from progress.models import ProgressReport, ReportingPeriod, ReviewState
from stakeholders.models import (
    Commitment,
    CommitmentState,
    ImplementationStatus,
    Membership,
    Organisation,
    Role,
)
from stakeholders.permissions import REPORTING_ROLES

FINISHED = frozenset({ImplementationStatus.COMPLETED, ImplementationStatus.WITHDRAWN, ImplementationStatus.SUPERSEDED})
DEADLINE_NOTICE = datetime.timedelta(days=30)


@dataclass(frozen=True)
class Item:
    """One thing to do: for which commitment and organisation, by when (None: no date), and on which report if any."""

    commitment: Commitment
    organisation: Organisation
    report: ProgressReport | None = None
    period: ReportingPeriod | None = None
    due_on: datetime.date | None = None
    can_confirm: bool = False  # "no significant change" would be accepted

    def is_overdue(self, on: datetime.date) -> bool:
        return self.due_on is not None and self.due_on < on


@dataclass
class Worklist:
    """Everything that waits, in the order in which it matters; ``on`` is the day it was worked out for."""

    on: datetime.date
    returned: list[Item] = field(default_factory=list)
    to_sign_off: list[Item] = field(default_factory=list)
    due: list[Item] = field(default_factory=list)
    drafts: list[Item] = field(default_factory=list)
    deadlines: list[Item] = field(default_factory=list)
    with_focal_point: list[Item] = field(default_factory=list)
    with_curators: list[Item] = field(default_factory=list)

    @property
    def to_do(self) -> int:
        """How many things wait for this person."""
        return len(self.returned) + len(self.to_sign_off) + len(self.due) + len(self.drafts)

    @property
    def overdue(self) -> list[Item]:
        """Those of them whose day has passed."""
        waiting = (*self.returned, *self.to_sign_off, *self.due, *self.drafts)
        return [item for item in waiting if item.is_overdue(self.on)]


def open_commitments(organisations: Iterable[Organisation]) -> list[Commitment]:
    """Published commitments that these organisations carry and whose last published report did not end them."""
    last = ProgressReport.objects.published().filter(commitment=OuterRef("pk")).latest_first()
    commitments = (
        Commitment.objects.of_organisations(organisations)
        .filter(state=CommitmentState.PUBLISHED)
        .annotate(last_status=Subquery(last.values("implementation_status")[:1]))
        .select_related("lead_organisation")
        .prefetch_related("joint_links")
        .order_by("title", "pk")
    )
    return [one for one in commitments if one.last_status not in FINISHED]  # type: ignore[attr-defined]


class _Reports:
    """What the organisations have on record for their commitments, in one query."""

    def __init__(self, organisations: Iterable[Organisation]) -> None:
        self.under_way: dict[tuple[int, int], ProgressReport] = {}
        self.published: set[tuple[int, int]] = set()
        self.periods: dict[tuple[int, int], set[int]] = defaultdict(set)
        # Rows of their texts are not needed here, and there may be many.
        kept = ProgressReport.objects.filter(organisation__in=organisations).exclude(review_state=ReviewState.RETRACTED)
        columns = ("commitment_id", "organisation_id", "period_id", "review_state")
        for commitment, organisation, period, state in kept.values_list(*columns):
            key = (commitment, organisation)
            if state == ReviewState.PUBLISHED:
                self.published.add(key)
            if period and state in (ReviewState.SUBMITTED, ReviewState.PUBLISHED):
                self.periods[key].add(period)
        for report in kept.under_way().select_related("commitment", "organisation", "period"):
            self.under_way[report.commitment_id, report.organisation_id] = report


def _carriers(commitment: Commitment, organisations: dict[int, Organisation]) -> list[Organisation]:
    keys = [commitment.lead_organisation_id, *(link.organisation_id for link in commitment.joint_links.all())]
    return [organisations[key] for key in keys if key in organisations]


def _due(commitment: Commitment, organisation: Organisation, periods, reports: _Reports) -> Item | None:
    key = (commitment.pk, organisation.pk)
    asked = [one for one in periods if one.asks_about(commitment) and one.pk not in reports.periods[key]]
    if not asked:
        return None
    report = reports.under_way.get(key)
    return Item(
        commitment,
        organisation,
        report=report,
        period=asked[0],
        due_on=asked[0].due_on,
        can_confirm=report is None and key in reports.published,
    )


def _sort_reports(worklist: Worklist, reports: _Reports, signing: AbstractSet[int]) -> None:
    for report in sorted(reports.under_way.values(), key=lambda report: (report.updated_at, report.pk)):
        period = report.period
        due_on = period.due_on if period and period.asks_about(report.commitment) else None
        item = Item(report.commitment, report.organisation, report=report, period=period, due_on=due_on)
        if report.review_state == ReviewState.SUBMITTED:
            worklist.with_curators.append(item)
        elif report.sign_off_requested_at and not report.signed_off_at:
            mine = report.organisation_id in signing
            (worklist.to_sign_off if mine else worklist.with_focal_point).append(item)
        elif report.review_state == ReviewState.RETURNED:
            worklist.returned.append(item)
        else:
            worklist.drafts.append(item)


def for_organisations(
    organisations: Iterable[Organisation], *, on: datetime.date, signing: AbstractSet[int] = frozenset()
) -> Worklist:
    """What waits for whoever reports for ``organisations``; ``signing`` holds the keys of those they sign off for."""
    by_key = {organisation.pk: organisation for organisation in organisations}
    worklist = Worklist(on)
    if not by_key:
        return worklist
    reports = _Reports(by_key.values())
    periods = list(ReportingPeriod.objects.asking().filter(starts_on__lte=on))
    for commitment in open_commitments(by_key.values()):
        for organisation in _carriers(commitment, by_key):
            item = _due(commitment, organisation, periods, reports)
            if item and item.report is None:
                worklist.due.append(item)
        if (
            commitment.due_on
            and commitment.due_on <= on + DEADLINE_NOTICE
            and commitment.lead_organisation_id in by_key
        ):
            worklist.deadlines.append(Item(commitment, commitment.lead_organisation, due_on=commitment.due_on))
    _sort_reports(worklist, reports, signing)
    worklist.due.sort(key=lambda item: (item.due_on or datetime.date.max, item.commitment.title))
    worklist.deadlines.sort(key=lambda item: (item.due_on or datetime.date.max, item.commitment.title))
    return worklist


def for_person(user, *, on: datetime.date) -> Worklist:
    """What waits for ``user`` on ``on``, over all organisations that they report for."""
    memberships = (
        Membership.objects.active()
        .filter(user=user, role__in=REPORTING_ROLES, organisation__archived_at__isnull=True)
        .select_related("organisation")
    )
    members = list(memberships)
    signing = {one.organisation_id for one in members if one.role in (Role.FOCAL_POINT, Role.ALTERNATE)}
    return for_organisations([one.organisation for one in members], on=on, signing=signing)
