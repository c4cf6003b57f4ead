"""Who has reported and who has not: every report that is expected for a period, or for the last rounds of regular
commitments, one line each.

What is asked of whom is worked out in ``progress.obligations``; coverage, its table, nudges and the consequences of a
period's steps are views of these lines. A fixed number of queries, however many lines.
"""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.days import site_day
from accounts.models import User
from outbox.models import SuppressedAddress
from progress.freshness import stale_cutoff
from progress.models import ProgressReport, ReportingPeriod, ReviewState
from progress.models.period import AskedKey
from progress.obligations import Asked, Key, Obligations, handed_in
from stakeholders.assignments import Carried, owners_in
from stakeholders.models import Commitment, Membership, Organisation, Role
from stakeholders.permissions import REPORTING_ROLES
from stakeholders.rounds import rounds_of

BEING_WRITTEN = (ReviewState.DRAFT, ReviewState.RETURNED)
# What counting reads of a commitment. A thousand whole ones take half as long again.
COUNTED = ("title", "lead_organisation", "repeats", "published_at")


class State(models.TextChoices):
    """How far an expected report is."""

    MISSING = "missing", _("Not begun")
    UNDER_WAY = "under_way", _("In preparation")
    REPORTED = "reported", pgettext_lazy("reports", "Submitted")


@dataclass(frozen=True, slots=True)
class Line:
    """One report that is expected of one organisation on one commitment."""

    commitment: Commitment
    organisation: Organisation
    asked: Asked
    state: State
    owner: User | None
    has_focal_point: bool
    reported_on: datetime.date | None  # of the organisation's last published report: the day that it describes
    areas: tuple[int, ...] = ()

    @property
    def key(self) -> Key:
        return self.commitment.pk, self.organisation.pk

    @property
    def has_nobody(self) -> bool:
        """Does nobody of the organisation report on it, or speak for the organisation?"""
        return self.owner is None or not self.has_focal_point

    def is_stale(self, on: datetime.date) -> bool:
        """Has nothing been published on it for twelve months, by the organisation that owes the report?"""
        published_at = self.commitment.published_at
        since = self.reported_on or (site_day(published_at) if published_at else on)
        return since <= stale_cutoff(on)


def for_period(
    period: ReportingPeriod, organisations: QuerySet[Organisation], *, only_counted: bool = False
) -> list[Line]:
    """Asked for is every commitment that is still open and that the period asks about, and every one that a report of
    the period was handed in on (that report may have closed it). By organisation and title.

    Lines that are ``only_counted`` have no response areas, and of their commitments what counting reads.
    """
    known = _Known(organisations, period=period, only_counted=only_counted)
    reports = period.reports.filter(organisation__in=known.organisations)
    states = _states(handed_in(reports), reports.filter(review_state__in=BEING_WRITTEN))
    reported = {key for key, state in states.items() if state == State.REPORTED}
    keys = known.obligations.asked([period]).keys() | reported
    return known.lines(dict.fromkeys(keys, period), states)


def for_rounds(organisations: QuerySet[Organisation], *, on: datetime.date) -> list[Line]:
    """The last round that is over of each regular commitment, of each organisation that carries it."""
    known = _Known(organisations)
    last: dict[Key, Asked] = {}
    for commitment, organisation in known.obligations.open_for_each():
        over = [one for one in rounds_of(commitment, begun_by=on) if one.ends_on < on] if commitment.is_regular else []
        if over:
            last[commitment.pk, organisation.pk] = over[-1]
    reports = ProgressReport.objects.filter(organisation__in=known.organisations, round_ends_on__isnull=False)
    done = _by_round(handed_in(reports))
    writing = _by_round(reports.filter(review_state__in=BEING_WRITTEN))
    states = {key: _state_of((*key, one.asked_key), done, writing) for key, one in last.items()}
    return known.lines(last, states)


def _by_round(reports: QuerySet[ProgressReport]) -> set[tuple[int, int, AskedKey | None]]:
    return set(reports.values_list("commitment_id", "organisation_id", "round_ends_on"))


def _state_of(key: object, done: set, writing: set) -> State:
    if key in done:
        return State.REPORTED
    return State.UNDER_WAY if key in writing else State.MISSING


def _states(done: QuerySet[ProgressReport], writing: QuerySet[ProgressReport]) -> dict[Key, State]:
    columns = ("commitment_id", "organisation_id")
    found = dict.fromkeys(writing.values_list(*columns), State.UNDER_WAY)
    return found | dict.fromkeys(done.values_list(*columns), State.REPORTED)


class _Known:
    """What lines say of organisations and commitments, read at once."""

    def __init__(
        self,
        organisations: QuerySet[Organisation],
        *,
        period: ReportingPeriod | None = None,
        only_counted: bool = False,
    ) -> None:
        found = organisations.select_related("country").order_by("name", "pk")
        self.organisations = {one.pk: one for one in found}
        fields = COUNTED if only_counted else ()
        self.obligations = Obligations(self.organisations.values(), period=period, fields=fields)
        self._only_counted = only_counted
        self._owners = owners_in(self.organisations)
        self._served = with_focal_point(self.organisations)

    def lines(self, asked: Mapping[Key, Asked], states: Mapping[Key, State]) -> list[Line]:
        """A line for each key, by organisation and title."""
        keys = {commitment for commitment, _organisation in asked}
        gone = Commitment.objects.in_bulk(keys - self.obligations.commitments.keys())
        commitments = self.obligations.commitments | gone
        areas = {} if self._only_counted else _areas_of(keys)
        place = {key: number for number, key in enumerate(self.organisations)}
        lines = [
            Line(
                commitments[commitment],
                self.organisations[organisation],
                one,
                states.get((commitment, organisation), State.MISSING),
                self._owners.get(Carried(commitment, organisation)),
                organisation in self._served,
                self._reported_on(commitment, organisation),
                areas.get(commitment, ()),
            )
            for (commitment, organisation), one in asked.items()
        ]
        return sorted(lines, key=lambda line: (place[line.organisation.pk], line.commitment.title, line.commitment.pk))

    def _reported_on(self, commitment: int, organisation: int) -> datetime.date | None:
        last = self.obligations.last_report(commitment, organisation)
        return last.covers_until if last else None


def _areas_of(commitments: Iterable[int]) -> dict[int, tuple[int, ...]]:
    """The response areas (by key) of the recommendations of these commitments."""
    found: dict[int, list[int]] = defaultdict(list)
    links = Commitment.recommendations.through.objects.filter(
        commitment__in=commitments, recommendation__area__isnull=False
    )
    for commitment, area in links.order_by("recommendation__area__position").values_list(
        "commitment_id", "recommendation__area"
    ):
        if area not in found[commitment]:
            found[commitment].append(area)
    return {key: tuple(areas) for key, areas in found.items()}


def with_focal_point(organisations: Iterable[int]) -> set[int]:
    """Those of the organisations of these keys that have an active focal point."""
    focal_points = Membership.objects.active().filter(organisation__in=list(organisations), role=Role.FOCAL_POINT)
    return set(focal_points.values_list("organisation_id", flat=True))


def unreachable(organisations: Iterable[int]) -> Counter[int]:
    """How many of those who report for each organisation have an address to which mail does not arrive."""
    members = Membership.objects.active().filter(organisation__in=list(organisations), role__in=REPORTING_ROLES)
    found = members.filter(user__email__in=SuppressedAddress.objects.values("address"))
    return Counter(found.values_list("organisation_id", flat=True))


# --- Counted ----------------------------------------------------------------------------------------------


@dataclass
class Counts:
    """How many reports are expected of what one row of a table stands for, and how far they are."""

    asked: int = 0
    reported: int = 0
    under_way: int = 0
    missing: int = 0  # those under way included: they were not submitted
    stale: int = 0
    nobody: int = 0

    def add(self, line: Line, *, on: datetime.date) -> None:
        """Count one more line."""
        self.asked += 1
        self.reported += line.state == State.REPORTED
        self.under_way += line.state == State.UNDER_WAY
        self.missing += line.state != State.REPORTED
        self.stale += line.is_stale(on)
        self.nobody += line.has_nobody


def counted(lines: Iterable[Line], groups: Callable[[Line], Iterable], *, on: datetime.date) -> dict[object, Counts]:
    """The counts of each group of lines, in the order in which groups are met; a line may be in several."""
    found: dict[object, Counts] = {}
    for line in lines:
        for group in groups(line):
            found.setdefault(group, Counts()).add(line, on=on)
    return found


def total(lines: Iterable[Line], *, on: datetime.date) -> Counts:
    """The counts of all these lines."""
    counts = Counts()
    for line in lines:
        counts.add(line, on=on)
    return counts


@dataclass(kw_only=True)
class OfOrganisation(Counts):
    """The counts of one organisation, and whether anybody there can be asked."""

    organisation: Organisation
    has_focal_point: bool = False
    unreachable: int = 0  # people who report for it and to whom mail does not arrive


def by_organisation(lines: Iterable[Line], *, on: datetime.date) -> list[OfOrganisation]:
    """By name, never ranked. One query."""
    found: dict[int, OfOrganisation] = {}
    for line in lines:
        one = line.organisation
        row = found.setdefault(one.pk, OfOrganisation(organisation=one, has_focal_point=line.has_focal_point))
        row.add(line, on=on)
    for key, number in unreachable(found).items():
        found[key].unreachable = number
    return list(found.values())


def of_period(period: ReportingPeriod, organisations: QuerySet[Organisation]) -> list[OfOrganisation]:
    """Which of these organisations have reported for ``period`` and which have not."""
    return by_organisation(for_period(period, organisations, only_counted=True), on=site_day())
