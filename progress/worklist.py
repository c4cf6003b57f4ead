"""What a person has to do: reports that are due, returned, begun, or waiting for a sign-off or a curator.

The page "My reporting", the subject and the body of the reminder digest are three views of this one list. What is asked
of whom is worked out in ``progress.obligations``; here it meets the reports that are under way. What is due depends on
the day, which is always passed in. A handful of queries, however long the lists.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from progress import obligations
from progress.models import PeriodState, ProgressReport, ReportingPeriod, ReviewState
from progress.obligations import Key, Obligations
from stakeholders.models import Commitment, Membership, Organisation, Role
from stakeholders.permissions import REPORTING_ROLES

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

    @property
    def reason(self) -> str:
        """Why the report came back: the focal point's words or the curator's, whichever are the later."""
        if self.report is None:
            return ""
        return self.report.sent_back_reason if self.report.is_sent_back else self.report.returned_reason

    @property
    def period_is_closed(self) -> bool:
        """Was it begun for a period that no longer asks for it?"""
        return self.period is not None and self.period.state == PeriodState.CLOSED


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
    def waiting(self) -> list[Item]:
        """Everything that waits for this person, not for somebody else."""
        return [*self.returned, *self.to_sign_off, *self.due, *self.drafts, *self.deadlines]

    @property
    def to_do(self) -> int:
        """How many things wait for this person: the one number that pages and mails give."""
        return len(self.waiting)

    @property
    def overdue(self) -> list[Item]:
        """Those of them whose day has passed."""
        return [item for item in self.waiting if item.is_overdue(self.on)]


def _under_way(organisations: Iterable[Organisation]) -> list[ProgressReport]:
    """Every report that is begun and not settled, longest untouched first: several of one commitment, perhaps."""
    reports = ProgressReport.objects.under_way().filter(organisation__in=organisations)
    return list(reports.select_related("commitment", "organisation", "period").order_by("updated_at", "pk"))


def _due(known: Obligations, asked: dict[Key, list[ReportingPeriod]], reports: list[ProgressReport]) -> list[Item]:
    """The reports that are asked and not begun: for each commitment and organisation the one due first."""
    under_way: dict[Key, list[ProgressReport]] = defaultdict(list)
    for report in reports:
        under_way[report.commitment_id, report.organisation_id].append(report)
    items = []
    for key, periods in asked.items():
        begun, period = under_way[key], periods[0]
        if any(report.is_editable and report.period_id == period.pk for report in begun):
            continue  # it is on the list as the report that was begun
        commitment, organisation = known.commitments[key[0]], known.organisations[key[1]]
        can_confirm = not begun and known.has_published(commitment, organisation)
        open_one = next((report for report in begun if report.is_editable), None)
        items.append(Item(commitment, organisation, open_one, period, period.due_on, can_confirm))
    return items


def _deadlines(known: Obligations, *, on: datetime.date) -> list[Item]:
    """Open commitments that these organisations lead and that end soon, or should have ended."""
    return [
        Item(one, known.organisations[one.lead_organisation_id], due_on=one.due_on)
        for one in known.open_as_a_whole()
        if one.lead_organisation_id in known.organisations and one.due_on and one.due_on <= on + DEADLINE_NOTICE
    ]


def _sort_report(worklist: Worklist, item: Item, report: ProgressReport, signing: AbstractSet[int]) -> None:
    if report.review_state == ReviewState.SUBMITTED:
        worklist.with_curators.append(item)
    elif report.sign_off_requested_at and not report.signed_off_at:
        mine = report.organisation_id in signing
        (worklist.to_sign_off if mine else worklist.with_focal_point).append(item)
    elif report.review_state == ReviewState.RETURNED or report.is_sent_back:
        worklist.returned.append(item)
    else:
        worklist.drafts.append(item)


def _sort_reports(
    worklist: Worklist,
    reports: list[ProgressReport],
    asked: dict[Key, list[ReportingPeriod]],
    signing: AbstractSet[int],
) -> None:
    for report in reports:
        period = report.period
        is_asked = period is not None and period in asked.get((report.commitment_id, report.organisation_id), ())
        due_on = period.due_on if period is not None and is_asked else None
        item = Item(report.commitment, report.organisation, report=report, period=period, due_on=due_on)
        _sort_report(worklist, item, report, signing)


def for_organisations(
    organisations: Iterable[Organisation], *, on: datetime.date, signing: AbstractSet[int] = frozenset()
) -> Worklist:
    """What waits for whoever reports for ``organisations``; ``signing`` holds the keys of those they sign off for."""
    known = Obligations(organisations)
    worklist = Worklist(on)
    if not known.organisations:
        return worklist
    asked = known.asked(obligations.periods_asking(on=on))
    reports = _under_way(known.organisations.values())
    worklist.due = _due(known, asked, reports)
    worklist.deadlines = _deadlines(known, on=on)
    _sort_reports(worklist, reports, asked, signing)
    for items in (worklist.due, worklist.deadlines):
        items.sort(key=lambda item: (item.due_on or datetime.date.max, item.commitment.title))
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
