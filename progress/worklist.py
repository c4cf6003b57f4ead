"""What a person has to do: reports that are due, returned, begun, or waiting for a sign-off or a curator.

The page "My reporting", the subject and the body of the reminder digest are three views of this one list. What is asked
of whom is worked out in ``progress.obligations``; here it meets the reports that are under way. What is due depends on
the day, which is always passed in. A handful of queries, however long the lists.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from accounts.models import User
from progress import snoozes
from progress.models import PeriodState, ProgressReport, ReportingPeriod, ReviewState
from progress.obligations import Asked, Key, LastReport, Obligations
from stakeholders.assignments import Carried, owners_in
from stakeholders.models import CarryOver, Commitment, Membership, Organisation, Role
from stakeholders.permissions import REPORTING_ROLES

DEADLINE_NOTICE = datetime.timedelta(days=30)


@dataclass(frozen=True)
class Item:
    """One thing to do: for which commitment and organisation, by when (None: no date), and on which report if any."""

    commitment: Commitment
    organisation: Organisation
    report: ProgressReport | None = None
    period: Asked | None = None  # or the round of a regular commitment
    due_on: datetime.date | None = None
    can_confirm: bool = False  # "no significant change" would be accepted
    in_review: bool = False  # another report on the same commitment waits for a curator: this one comes after it
    later: tuple[Asked, ...] = ()  # for which a report on the same commitment is asked as well
    owner: User | None = None  # who reports on it for the organisation; None: nobody
    last: LastReport | None = None  # what the organisation's last published report said

    @property
    def key(self) -> Key:
        return self.commitment.pk, self.organisation.pk

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
        return isinstance(self.period, ReportingPeriod) and self.period.state == PeriodState.CLOSED


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
    person: int | None = None  # the key of the person whose list it is; None for an organisation's
    snoozed: Mapping[Key, datetime.date] = field(default_factory=dict)
    signing: AbstractSet[int] = frozenset()  # the organisations (by key) that they sign off for
    standing_in: AbstractSet[int] = frozenset()  # those for which they do so as the alternate
    offered: list[datetime.datetime] = field(default_factory=list)  # since when each question about an edition waits

    def is_mine(self, item: Item) -> bool:
        """Does the person own the item?"""
        return item.owner is not None and item.owner.pk == self.person

    def is_anothers(self, item: Item) -> bool:
        """Does a colleague own it?"""
        return item.owner is not None and item.owner.pk != self.person

    def snoozed_until(self, item: Item) -> datetime.date | None:
        """Until when the person asked not to be reminded of it; None for now."""
        return self.snoozed.get(item.key)

    @property
    def waiting(self) -> list[Item]:
        """Everything that waits for this person, not for somebody else."""
        return [*self.returned, *self.to_sign_off, *self.due, *self.drafts, *self.deadlines]

    @property
    def to_do(self) -> int:
        """How many things wait for this person: the one number that pages and mails give."""
        return len(self.waiting) + len(self.offered)

    @property
    def overdue(self) -> list[Item]:
        """Those of them whose day has passed."""
        return [item for item in self.waiting if item.is_overdue(self.on)]


def _place(worklist: Worklist, report: ProgressReport, signing: AbstractSet[int]) -> list[Item]:
    """The list that a report under way belongs to."""
    if report.review_state == ReviewState.SUBMITTED:
        return worklist.with_curators
    if report.sign_off_requested_at and not report.signed_off_at:
        return worklist.to_sign_off if report.organisation_id in signing else worklist.with_focal_point
    if report.review_state == ReviewState.RETURNED or report.is_sent_back:
        return worklist.returned
    return worklist.drafts


def _by_day(item: Item) -> tuple[datetime.date, str, int]:
    return item.due_on or datetime.date.max, item.commitment.title, item.commitment.pk


class _Work:
    """What is to be done in each of these organisations on a day: read at once, then put together for anybody.

    A handful of queries, however many organisations.
    """

    def __init__(self, organisations: Iterable[Organisation], *, on: datetime.date) -> None:
        self.on = on
        self._obligations = Obligations(organisations)
        self._under_way: dict[int, list[Item]] = defaultdict(list)
        self._due: dict[int, list[Item]] = defaultdict(list)
        self._deadlines: dict[int, list[Item]] = defaultdict(list)
        self._owners = owners_in(self._obligations.organisations)
        self._offered: dict[int, list[datetime.datetime]] = defaultdict(list)
        if self._obligations.organisations:
            asked = self._obligations.asked_on(on)
            self._add_under_way(asked)
            self._add_due(asked)
            self._add_deadlines()
            self._add_offered()

    def _add_under_way(self, asked: dict[Key, list[Asked]]) -> None:
        """Every report that is begun and not settled: several of one commitment, perhaps."""
        reports = ProgressReport.objects.under_way().filter(organisation__in=self._obligations.organisations)
        for report in reports.select_related("commitment", "organisation", "period"):
            period: Asked | None = report.answers
            periods = asked.get((report.commitment_id, report.organisation_id), [])
            due_on = period.due_on if period is not None and period in periods else None
            later = tuple(periods[1:]) if report.is_editable and periods and period == periods[0] else ()
            item = Item(
                report.commitment,
                report.organisation,
                report=report,
                period=period,
                due_on=due_on,
                later=later,
                owner=self._owner(report.commitment_id, report.organisation_id),
                last=self._obligations.last_report(report.commitment_id, report.organisation_id),
            )
            self._under_way[report.organisation_id].append(item)

    def _add_due(self, asked: dict[Key, list[Asked]]) -> None:
        """The reports that are asked and not begun: for each commitment and organisation the one due first, which names
        the others.
        """
        begun: dict[Key, list[ProgressReport]] = defaultdict(list)
        for items in self._under_way.values():
            for item in items:
                if item.report is not None:
                    begun[item.commitment.pk, item.organisation.pk].append(item.report)
        for key, periods in asked.items():
            period, editable = periods[0], [report for report in begun[key] if report.is_editable]
            if any(report.asked_key == period.asked_key for report in editable):
                continue  # it is on the list as the report that was begun
            commitment, organisation = self._obligations.commitments[key[0]], self._obligations.organisations[key[1]]
            can_confirm = not begun[key] and self._obligations.has_published(commitment, organisation)
            open_one = next(iter(editable), None)
            started = {report.asked_key for report in begun[key]}
            item = Item(
                commitment,
                organisation,
                open_one,
                period,
                period.due_on,
                can_confirm,
                in_review=bool(begun[key]) and open_one is None,
                later=tuple(one for one in periods[1:] if one.asked_key not in started),
                owner=self._owner(*key),
                last=self._obligations.last_report(*key),
            )
            self._due[organisation.pk].append(item)

    def _add_deadlines(self) -> None:
        """Open commitments that these organisations lead and that end soon, or should have ended."""
        for one in self._obligations.open_as_a_whole():
            lead = self._obligations.organisations.get(one.lead_organisation_id)
            if lead and one.due_on and one.due_on <= self.on + DEADLINE_NOTICE:
                last = self._obligations.last_report(one.pk, lead.pk)
                owner = self._owner(one.pk, lead.pk)
                self._deadlines[lead.pk].append(Item(one, lead, due_on=one.due_on, owner=owner, last=last))

    def _add_offered(self) -> None:
        """What the curators ask about a new edition: whoever signs off for the lead organisation answers."""
        asked = CarryOver.objects.waiting().of_organisations(self._obligations.organisations)
        for organisation, at in asked.values_list("commitment__lead_organisation_id", "offered_at"):
            self._offered[organisation].append(at)

    def _owner(self, commitment: int, organisation: int) -> User | None:
        return self._owners.get(Carried(commitment, organisation))

    def of(
        self,
        organisations: Iterable[int],
        *,
        signing: AbstractSet[int],
        standing_in: AbstractSet[int] = frozenset(),
        person: int | None = None,
        snoozed: Mapping[Key, datetime.date] | None = None,
    ) -> Worklist:
        """The list of whoever reports for the organisations of these keys; reports longest untouched first."""
        worklist = Worklist(self.on, person=person, snoozed=snoozed or {}, signing=signing, standing_in=standing_in)
        under_way: list[Item] = []
        for organisation in organisations:
            under_way += self._under_way.get(organisation, ())
            worklist.due += self._due.get(organisation, ())
            worklist.deadlines += self._deadlines.get(organisation, ())
            worklist.offered += self._offered.get(organisation, ()) if organisation in signing else ()
        reports = [(item.report, item) for item in under_way if item.report is not None]
        for report, item in sorted(reports, key=lambda pair: (pair[0].updated_at, pair[0].pk)):
            _place(worklist, report, signing).append(item)
        worklist.due.sort(key=_by_day)
        worklist.deadlines.sort(key=_by_day)
        return worklist


def for_organisations(
    organisations: Iterable[Organisation], *, on: datetime.date, signing: AbstractSet[int] = frozenset()
) -> Worklist:
    """What waits for whoever reports for ``organisations``; ``signing`` holds the keys of those they sign off for."""
    by_key = {one.pk: one for one in organisations}
    return _Work(by_key.values(), on=on).of(by_key, signing=signing)


def for_people(people: Iterable[User], *, on: datetime.date) -> dict[int, Worklist]:
    """What waits for each of ``people`` on ``on``, by their keys. The same few queries for one and for many."""
    keys = [person.pk for person in people]
    memberships = (
        Membership.objects.active()
        .filter(user__in=keys, role__in=REPORTING_ROLES, organisation__archived_at__isnull=True)
        .select_related("organisation")
    )
    organisations: dict[int, Organisation] = {}
    reports_for: dict[int, list[int]] = {key: [] for key in keys}
    signs_for: dict[int, set[int]] = {key: set() for key in keys}
    stands_in: dict[int, set[int]] = {key: set() for key in keys}
    for one in memberships:
        organisations[one.organisation_id] = one.organisation
        reports_for[one.user_id].append(one.organisation_id)
        if one.role in (Role.FOCAL_POINT, Role.ALTERNATE):
            signs_for[one.user_id].add(one.organisation_id)
        if one.role == Role.ALTERNATE:
            stands_in[one.user_id].add(one.organisation_id)
    work = _Work(organisations.values(), on=on)
    snoozed = snoozes.snoozed_by(keys, on=on)
    return {
        key: work.of(
            reports_for[key],
            signing=signs_for[key],
            standing_in=stands_in[key],
            person=key,
            snoozed=snoozed.get(key),
        )
        for key in keys
    }


def for_person(user: User, *, on: datetime.date) -> Worklist:
    """What waits for ``user`` on ``on``, over all organisations that they report for."""
    return for_people([user], on=on)[user.pk]
